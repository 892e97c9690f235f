/**
 * What wrappers for POSIX shells need not look into: they must pass over other wrappers, and a shell
 * finds out what a file is by a process of its own, half of what a wrapper takes.
 */
import { type Probes, unlessItFails } from "../facts/probes.ts";
import { joinPath } from "../paths.ts";
import * as fingerprint from "./fingerprint.ts";
import type { Wanted } from "./plan.ts";

/** The file's name beside the wrappers; `python.sh` reads it. */
export const PROGRAMS_FILE = "pyanalytics-programs";

/** Interpreters, and how to look at them. */
export interface ProgramsOptions {
  readonly probes: Probes;
  /** The folder of the wrappers. */
  readonly folder: string;
  /** The interpreters that wrappers stand in front of. */
  readonly paths: readonly string[];
}

/**
 * The text of that file: those of `paths` that are programs, not scripts, as `:path:path:`, and when
 * the newest of them was changed. A wrapper believes it of those not changed since it was written:
 * with the time in it, it is written again where one was.
 */
export async function programsText(
  { probes, paths }: Omit<ProgramsOptions, "folder">,
): Promise<string> {
  const programs: string[] = [];
  let newestMs = 0;
  for (const path of new Set(paths)) {
    const changedMs = await unlessItFails(() => programChanged(probes, path));
    if (changedMs === undefined) continue;
    programs.push(path);
    newestMs = Math.max(newestMs, changedMs);
  }
  const list = [":", ...programs.map((path) => `${path}:`)].join("");
  return `${list}\n${new Date(newestMs).toISOString()}\n`;
}

/** The file for a folder, with those that an earlier one lists. */
export async function programsFile(
  { probes, folder, paths }: ProgramsOptions,
): Promise<Wanted> {
  const path = joinPath(probes.os, folder, PROGRAMS_FILE);
  const before = await unlessItFails(() => probes.readText(path));
  const [line = ""] = before?.split("\n") ?? [];
  const listed = line.split(":").filter((each) => each !== "");
  const text = await programsText({ probes, paths: [...listed, ...paths] });
  return {
    file: PROGRAMS_FILE,
    state: await fingerprint.ofBytes(new TextEncoder().encode(text)),
    make: (path) => Deno.writeTextFile(path, text, { mode: 0o644 }),
  };
}

/** When a program was changed; `undefined` for what is none, or no line can list. */
async function programChanged(
  probes: Probes,
  path: string,
): Promise<number | undefined> {
  if (/[:\n\\]/.test(path)) return undefined;
  const { isFile, changedMs } = await probes.fileInfo(path);
  if (!isFile || changedMs === null) return undefined;
  return await probes.readStart(path, 2) === "#!" ? undefined : changedMs;
}
