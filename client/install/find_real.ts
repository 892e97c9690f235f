/** Finds the interpreters that wrappers will stand in front of, as the wrappers do. */
import { type Probes, unlessItFails } from "../facts/probes.ts";
import { WRAPPER_MARK } from "../facts/find_interpreter.ts";
import { storeAlias } from "../facts/store_alias.ts";
import { joinPath, resolveFrom } from "../paths.ts";
import { commandName, USUAL_NAME } from "./shims.ts";

/** Where to look. */
export interface FindRealOptions {
  readonly probes: Probes;
  /** Where relative folders start. */
  readonly cwd: string | undefined;
  /** The folder of the wrappers, where nothing real is. */
  readonly folder: string;
  /** The names of the files in a folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
}

/** A wrapper says what it is in its first lines. */
const START_BYTES = 512;

/** What is run for a name on Windows, the likeliest first; version managers have batch files. */
const EXTENSIONS = [".exe", ".bat", ".cmd"];

/** The path of the interpreter that a name means; `undefined` where there is none. */
export async function findReal(
  name: string,
  options: FindRealOptions,
): Promise<string | undefined> {
  const { probes } = options;
  const extensions = probes.os === "windows" ? EXTENSIONS : [""];
  for (const folder of searchPath(options)) {
    for (const extension of extensions) {
      const path = joinPath(probes.os, folder, name + extension);
      if (await isReal(probes, path)) return path;
    }
  }
  return undefined;
}

/** The names of all interpreters on `PATH`, sorted: `python3.6` before `python3.10`. */
export async function usualNames(options: FindRealOptions): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of searchPath(options)) {
    const files = await unlessItFails(() => options.list(folder));
    for (const file of files ?? []) {
      const name = commandName(options.probes.os, file);
      if (USUAL_NAME.test(name)) found.add(name);
    }
  }
  const names = await Promise.all(
    [...found].map(async (name) =>
      await findReal(name, options) === undefined ? [] : [name]
    ),
  );
  return names.flat()
    .sort(new Intl.Collator("en", { numeric: true }).compare);
}

function searchPath({ probes, cwd, folder }: FindRealOptions): string[] {
  const { os, environment } = probes;
  return (environment("PATH") ?? "").split(os === "windows" ? ";" : ":")
    .filter((each) => each !== "")
    .map((each) => resolveFrom(os, cwd, each))
    .filter((each) => each !== folder);
}

async function isReal(probes: Probes, path: string): Promise<boolean> {
  const alias = await storeAlias(probes, path);
  if (alias !== "none") return alias === "python";
  const info = await unlessItFails(() => probes.fileInfo(path));
  if (info === undefined || !info.isFile || info.sizeBytes === 0) return false;
  const isRunnable = probes.os === "windows" ||
    ((info.mode ?? 0) & 0o111) !== 0;
  if (!isRunnable) return false;
  const start = await unlessItFails(() => probes.readStart(path, START_BYTES));
  return !(start?.includes(WRAPPER_MARK) ?? false);
}
