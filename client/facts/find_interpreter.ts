/** Finds the interpreter that a wrapper stands in front of. */
import { isAbsolutePath, joinPath, resolveFrom } from "../paths.ts";
import { type Probes, unlessItFails } from "./probes.ts";
import { storeAlias } from "./store_alias.ts";

const NAMES = ["python3", "python", "py"];

/** A line with this near the start of a script says that it is one of our wrappers. */
export const WRAPPER_MARK = "pyanalytics-wrapper";
const WRAPPER_START_BYTES = 512;

export interface FindInterpreterOptions {
  /** The interpreter as configured: a path, or a name to find on `PATH`. */
  readonly python: string | undefined;
  /** Where relative paths start. */
  readonly cwd: string | undefined;
}

/** An interpreter, or what stands where one should be. */
export interface FoundInterpreter {
  readonly path: string;
  /** Whether it is the stub of the Windows Store, which is never to be started. */
  readonly isStoreStub: boolean;
}

/**
 * What is worth asking, the likeliest first: the configured interpreter alone, or else every
 * `python3`, `python` and `py` on `PATH` that is no wrapper.
 */
export async function* interpreters(
  probes: Probes,
  { python, cwd }: FindInterpreterOptions,
): AsyncGenerator<FoundInterpreter> {
  if (python !== undefined && isPath(probes, python)) {
    const path = resolveFrom(probes.os, cwd, python);
    const isStoreStub = await storeAlias(probes, path) === "stub";
    yield { path, isStoreStub };
    return;
  }
  const names = python === undefined ? NAMES : [python];
  const folders = searchPath(probes, cwd);
  for (const name of names) {
    for (const folder of folders) {
      const path = joinPath(probes.os, folder, withExtension(probes, name));
      const alias = await storeAlias(probes, path);
      if (alias !== "none" || await isInterpreter(probes, path)) {
        yield { path, isStoreStub: alias === "stub" };
      }
    }
  }
}

function searchPath(probes: Probes, cwd: string | undefined): string[] {
  const delimiter = probes.os === "windows" ? ";" : ":";
  return (probes.environment("PATH") ?? "").split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => resolveFrom(probes.os, cwd, folder));
}

function isPath(probes: Probes, python: string): boolean {
  return isAbsolutePath(probes.os, python) || python.includes("/") ||
    (probes.os === "windows" && python.includes("\\"));
}

function withExtension(probes: Probes, name: string): string {
  return probes.os === "windows" && !/\.exe$/i.test(name)
    ? `${name}.exe`
    : name;
}

async function isInterpreter(probes: Probes, path: string): Promise<boolean> {
  const info = await unlessItFails(() => probes.fileInfo(path));
  if (info === undefined || !info.isFile || info.sizeBytes === 0) return false;
  if (info.mode !== null && (info.mode & 0o111) === 0) return false;
  const start = await unlessItFails(() =>
    probes.readStart(path, WRAPPER_START_BYTES)
  );
  // One that may be run but not read is no script.
  return !(start?.includes(WRAPPER_MARK) ?? false);
}
