/** How much is in a folder of the outbox, and what of it is too much. */
import { join } from "../paths.ts";
import { type Bounds, excess } from "./bounds.ts";
import { parseName } from "./event_file.ts";
import { listFolder } from "./files.ts";

/** How much there is. */
export interface Survey {
  readonly count: number;
  readonly bytes: number;
  /** The time of the oldest event, in milliseconds since 1970. */
  readonly oldestMs: number | undefined;
}

/** A file as its bounds see it. */
export interface DatedFile {
  readonly name: string;
  /** In milliseconds since 1970. */
  readonly atMs: number;
}

/** Looks through a folder. */
export function surveyOf(folder: string): Survey {
  let bytes = 0;
  let oldestMs: number | undefined;
  const entries = listFolder(folder);
  for (const { name } of entries) {
    bytes += sizeOf(join(folder, name));
    const atMs = parseName(name)?.atMs;
    if (atMs !== undefined) oldestMs = Math.min(atMs, oldestMs ?? atMs);
  }
  return { count: entries.length, bytes, oldestMs };
}

/**
 * Removes the oldest of what is beyond the bounds.
 *
 * @param files oldest first
 * @returns those that were removed: what another program holds open, on Windows, stays for the
 * next time
 */
export function dropOldest<File extends DatedFile>(
  folder: string,
  files: readonly File[],
  { bounds, nowMs }: { bounds: Bounds; nowMs: number },
): File[] {
  const sized = files.map(({ name, atMs }) => ({
    atMs,
    sizeBytes: sizeOf(join(folder, name)),
  }));
  return files.slice(0, excess(sized, bounds, nowMs)).filter(({ name }) => {
    try {
      Deno.removeSync(join(folder, name), { recursive: true });
      return true;
    } catch {
      return false;
    }
  });
}

/** 0 where it went in the meantime. */
function sizeOf(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch {
    return 0;
  }
}
