/**
 * Segments: the files of a journal, one for each UTC day, named `2026-11-23.jsonl`.
 *
 * A segment holds just the lines whose `server_time` is on its day, also where the clock
 * was set back in between.
 */
import { join } from "@std/path";

const SEGMENT_NAME = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

/** What tells a file from another one that takes its place. */
export interface FileMark {
  /** `undefined` where the system tells none. */
  readonly inode: number | undefined;
  /** Milliseconds since 1970; `undefined` while a writer is at work, who only appends. */
  readonly modifiedMs: number | undefined;
  /** How often its writer had found that somebody else changed it; `undefined` without one. */
  readonly foreignChanges?: number;
}

/** What a reader may read of a segment: its acknowledged bytes, which are whole lines. */
export interface SegmentView {
  readonly path: string;
  readonly sizeBytes: number;
  /** As the file was when it was listed. */
  readonly mark?: FileMark;
}

/** Whether nothing tells that another file has taken the place of the one that was marked. */
export function isSameFile(
  a: FileMark | undefined,
  b: FileMark | undefined,
): boolean {
  if (a === undefined || b === undefined) return true;
  const isEqual = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined || a === b;
  return isEqual(a.inode, b.inode) && isEqual(a.modifiedMs, b.modifiedMs) &&
    isEqual(a.foreignChanges, b.foreignChanges);
}

/** Whether two views are about the same bytes, as far as they tell. */
export function isSameView(a: SegmentView, b: SegmentView): boolean {
  return a === b ||
    a.path === b.path && a.sizeBytes === b.sizeBytes &&
      a.mark?.inode === b.mark?.inode &&
      a.mark?.modifiedMs === b.mark?.modifiedMs &&
      a.mark?.foreignChanges === b.mark?.foreignChanges;
}

/** The view of a listed segment that its writer, who only appends, has brought to a size. */
export function appendedView(
  { path, mark }: SegmentView,
  { sizeBytes, foreignChanges }: {
    readonly sizeBytes: number;
    /** How often it was not the writer alone. */
    readonly foreignChanges: number;
  },
): SegmentView {
  return mark === undefined ? { path, sizeBytes } : {
    path,
    sizeBytes,
    mark: { ...mark, modifiedMs: undefined, foreignChanges },
  };
}

/** The file name of the segment for a time: ISO 8601, UTC. */
export function segmentName(time: string): string {
  return `${time.slice(0, 10)}.jsonl`;
}

/** The segments in a folder, oldest first, with their present sizes. */
export function listSegments(directory: string): SegmentView[] {
  return Array.from(Deno.readDirSync(directory))
    .filter((entry) => entry.isFile && SEGMENT_NAME.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .map((name) => join(directory, name))
    .map(viewOf);
}

function viewOf(path: string): SegmentView {
  const { size, ino, mtime } = Deno.statSync(path);
  const mark = { inode: ino || undefined, modifiedMs: mtime?.getTime() };
  return { path, sizeBytes: size, mark };
}
