/** Files that are written beside a segment before they take its place. */
import { join } from "@std/path";
import { isSegmentName } from "../segment_name.ts";

const UNFINISHED = ".unfinished";
const FILE_MODE = 0o600;

/** Where a file is written before it has its name. */
export function unfinishedPath(path: string): string {
  return path + UNFINISHED;
}

/** Writes a file anew; it survives a loss of power, though not yet its entry in the folder. */
export function writeDurably(path: string, parts: Iterable<Uint8Array>): void {
  using file = Deno.openSync(path, {
    write: true,
    create: true,
    truncate: true,
    mode: FILE_MODE,
  });
  for (const part of parts) {
    for (let written = 0; written < part.length;) {
      written += file.writeSync(part.subarray(written));
    }
  }
  file.syncSync();
}

/** Removes what somebody began who then was ended. */
export function removeUnfinished(directory: string): void {
  for (const { name } of Deno.readDirSync(directory)) {
    const isOurs = name.endsWith(UNFINISHED) &&
      isSegmentName(name.slice(0, -UNFINISHED.length));
    if (isOurs) Deno.removeSync(join(directory, name));
  }
}
