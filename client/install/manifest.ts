/**
 * What was put into a folder, so that exactly that can be taken away again.
 *
 * It is written before anything it lists, and is removed last: whatever is interrupted, it never
 * lists too little.
 */
import { join } from "@std/path";
import { replaceFile } from "./replace_file.ts";

/** The manifest's name in its folder. */
export const MANIFEST_FILE = "pyanalytics-install.json";

/** One thing that was put there. */
export interface Entry {
  /** Its name in the folder. */
  readonly file: string;
  /** As what it may be found: several while one is being replaced. See `fingerprint.ts`. */
  readonly states: readonly string[];
}

export interface Manifest {
  readonly entries: readonly Entry[];
  /** Folders that were not there before, the outermost first. */
  readonly folders: readonly string[];
}

/** The manifest of a folder; `undefined` where there is none. Throws where it is damaged. */
export async function readManifest(
  folder: string,
): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  try {
    const { entries, folders } = JSON.parse(text);
    return {
      entries: listOf(entries, isEntry),
      folders: listOf(folders, (each) => typeof each === "string"),
    };
  } catch (cause) {
    throw new Error(
      `Cannot use "${path}": it is not what "install" writes; move it away, and what it lists`,
      { cause },
    );
  }
}

/** Writes the manifest whole or not at all. */
export async function writeManifest(
  folder: string,
  manifest: Manifest,
): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await replaceFile(
    join(folder, MANIFEST_FILE),
    (path) => Deno.writeTextFile(path, text, { mode: 0o644 }),
  );
}

function listOf<T>(value: unknown, isOne: (each: unknown) => boolean): T[] {
  if (!Array.isArray(value) || !value.every(isOne)) {
    throw new TypeError("not a list of what it must hold");
  }
  return value;
}

function isEntry(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { file, states } = value as Partial<Entry>;
  // Nothing outside the folder may be removed on a manifest's word.
  return typeof file === "string" && /^[^/\\:]+$/.test(file) &&
    file !== "." && file !== ".." && Array.isArray(states) &&
    states.every((state) => typeof state === "string");
}

function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory;
}
