/** Carries an installation out, and undoes it. */
import { dirname, join } from "@std/path";
import * as fingerprint from "./fingerprint.ts";
import {
  type Entry,
  type Manifest,
  MANIFEST_FILE,
  writeManifest,
} from "./manifest.ts";
import type { Step } from "./plan.ts";
import { removeFile } from "./remove_file.ts";
import { replaceFile } from "./replace_file.ts";

/** What became of one thing that was to be removed. */
export interface Removal {
  readonly file: string;
  /** `changed`: it is no longer what was put there, and was left. */
  readonly result: "removed" | "gone" | "changed";
}

/** Does the steps of a plan. Interrupted, it can be done again or undone. */
export async function apply(
  folder: string,
  steps: readonly Step[],
  before: Manifest | undefined,
): Promise<void> {
  const folders = [...before?.folders ?? [], ...await missingFolders(folder)];
  // Others may run what is there; to put something into a folder on PATH is for its owner alone.
  await Deno.mkdir(folder, { recursive: true, mode: 0o755 });
  const entries = new Map(
    before?.entries.map((entry) => [entry.file, entry]),
  );
  for (const { file, state } of steps) {
    const states = new Set([...entries.get(file)?.states ?? [], state]);
    entries.set(file, { file, states: [...states] });
  }
  await writeManifest(folder, { entries: [...entries.values()], folders });
  for (const { file, action, make } of steps) {
    if (action !== "keep") await replaceFile(join(folder, file), make);
  }
  for (const { file, state } of steps) {
    entries.set(file, { file, states: [state] });
  }
  await writeManifest(folder, { entries: [...entries.values()], folders });
}

/** What `undo` will do. */
export async function planUndo(
  folder: string,
  { entries }: Manifest,
): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const { file, states } of entries) {
    removals.push({ file, result: await fate(join(folder, file), states) });
  }
  return removals;
}

/**
 * Takes away what the manifest lists and nobody changed, the manifest, and its folders.
 *
 * @param aside where a program goes that runs, on Windows
 */
export async function undo(
  folder: string,
  manifest: Manifest,
  aside: string | undefined,
): Promise<Removal[]> {
  const removals = await planUndo(folder, manifest);
  for (const { file, result } of removals) {
    if (result === "removed") await removeFile(join(folder, file), aside);
  }
  await Deno.remove(join(folder, MANIFEST_FILE));
  for (const each of manifest.folders.toReversed()) {
    try {
      await Deno.remove(each);
    } catch {
      // Others have put something there: it stays, and so do those around it.
      break;
    }
  }
  return removals;
}

async function fate(
  path: string,
  states: Entry["states"],
): Promise<Removal["result"]> {
  const found = await fingerprint.at(path);
  if (found === undefined) return "gone";
  return states.includes(found) ? "removed" : "changed";
}

/** The folder and those around it that are not there yet, the outermost first. */
async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let path = folder; !await isThere(path); path = dirname(path)) {
    missing.unshift(path);
  }
  return missing;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return dirname(path) === path;
    throw error;
  }
}
