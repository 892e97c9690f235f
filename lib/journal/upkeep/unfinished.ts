/** Files that are written beside a segment before they take its place. */
import { join } from "@std/path";
import { type JournalFileSystem, writeWhole } from "../file_system.ts";
import { isSegmentName } from "../segment_name.ts";

/** Notes what was erased; see `edit/erasures.ts`. */
export const ERASURES_NAME = "erasures.jsonl";

const UNFINISHED = ".unfinished";

/** Where a file is written before it has its name. */
export function unfinishedPath(path: string): string {
  return path + UNFINISHED;
}

/** Writes a file anew; it survives a loss of power, though not yet its entry in the folder. */
export function writeDurably(
  fileSystem: JournalFileSystem,
  path: string,
  parts: Iterable<Uint8Array>,
): void {
  const file = fileSystem.openAppend(path);
  try {
    if (file.sizeBytes > 0) file.truncate(0);
    for (const part of parts) writeWhole(file, part);
    file.syncNow();
  } finally {
    file.close();
  }
}

/**
 * Removes what somebody began who then was ended; but a note of an erasure that was done, which
 * only had not got its name, gets it.
 */
export function removeUnfinished(
  fileSystem: JournalFileSystem,
  directory: string,
): void {
  const names = Array.from(Deno.readDirSync(directory), ({ name }) => name);
  const segments = names.filter((name) =>
    name.endsWith(UNFINISHED) &&
    isSegmentName(name.slice(0, -UNFINISHED.length))
  );
  if (names.includes(unfinishedPath(ERASURES_NAME))) {
    // It is written while the segment that it is about has not got its name.
    if (segments.length === 0) finishNote(fileSystem, directory);
    else removeNote(fileSystem, directory);
  }
  for (const name of segments) fileSystem.remove(join(directory, name));
}

/** Gives the note of an erasure that was done its name. */
export function finishNote(
  fileSystem: JournalFileSystem,
  directory: string,
): void {
  const path = join(directory, ERASURES_NAME);
  // Whoever renamed the segment may have been ended before that was durable.
  fileSystem.syncDirectory(directory);
  fileSystem.rename(unfinishedPath(path), path);
  fileSystem.syncDirectory(directory);
}

/** It must not be there any more when its segment is removed, by which it is known. */
function removeNote(fileSystem: JournalFileSystem, directory: string): void {
  fileSystem.remove(unfinishedPath(join(directory, ERASURES_NAME)));
  fileSystem.syncDirectory(directory);
}
