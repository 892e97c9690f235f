/** Changes a journal's folder while no server runs on it. */
import { dirname } from "@std/path";
import { messageOf, withPlace } from "../../error.ts";
import type { JournalFileSystem } from "../file_system.ts";
import { takeLock } from "../lock.ts";
import { readableOf } from "../readable_segments.ts";
import { type Repair, repairSegment } from "../recovery.ts";
import { listSegments, type SegmentView } from "../segment.ts";
import { compressedPath, isCompressed } from "../segment_name.ts";
import { removeUnfinished } from "../upkeep/unfinished.ts";

/** Who changes it. */
export interface EditOptions {
  /** This machine's name, for the lock. */
  readonly host: string;
  readonly now: Date;
  readonly fileSystem: JournalFileSystem;
}

/**
 * Calls `edit` with the segments, oldest first, all of which end with a whole line and are the
 * only ones with their lines; and with what was done to torn last lines. Until it has ended no
 * server can use the folder.
 *
 * @throws {LockError} where a server uses it
 * @throws {Error} where it cannot be read
 */
export async function editFolder<T>(
  directory: string,
  { host, now, fileSystem }: EditOptions,
  edit: (
    segments: readonly SegmentView[],
    repairs: readonly Repair[],
  ) => Promise<T>,
): Promise<T> {
  try {
    Deno.readDirSync(directory)[Symbol.iterator]().next();
  } catch (cause) {
    throw new Error(`Cannot use "${directory}": ${messageOf(cause)}`, {
      cause,
    });
  }
  using _lock = await takeLock(directory, {
    pid: Deno.pid,
    host,
    started: now.toISOString(),
  });
  removeUnfinished(fileSystem, directory);
  const repairs = listSegments(directory)
    .filter(({ path }) => !isCompressed(path))
    .flatMap((view) => repairSegment(fileSystem, view) ?? []);
  const segments = listSegments(directory);
  removeCopies(fileSystem, segments);
  try {
    return await edit(segments, repairs);
  } catch (error) {
    throw withPlace(error, `Cannot change "${directory}"`);
  }
}

/** Removes compressed segments that do not count, since what they were made of is there. */
function removeCopies(
  fileSystem: JournalFileSystem,
  segments: readonly SegmentView[],
): void {
  const paths = new Set(segments.map(({ path }) => path));
  for (const { path, sizeBytes } of segments) {
    const copy = compressedPath(path);
    if (isCompressed(path) || paths.has(copy) || !isThere(copy)) continue;
    const { view } = readableOf({ path: copy, sizeBytes: 0 });
    if (view.sizeBytes > sizeBytes) {
      throw new Error(
        `Cannot use "${copy}": it holds more than "${path}", which it seems to be made of`,
      );
    }
    // Whoever made the plain one of it may have been ended before that was durable.
    fileSystem.syncDirectory(dirname(copy));
    fileSystem.remove(copy);
    // Were it there again beside a segment that was changed since, it would count.
    fileSystem.syncDirectory(dirname(copy));
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
