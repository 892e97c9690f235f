/**
 * Segments: the files of a journal, one for each UTC day, `2026-11-23.jsonl`; one that is sealed,
 * which is not appended to any more, may be compressed to `2026-11-23.jsonl.gz`.
 *
 * A segment holds just the lines whose `server_time` is on its day, also where the clock
 * was set back in between. So a day can have two: where it was appended to after it had been
 * compressed, and both count; or where a compression has not come to its end, and the plain one
 * counts alone.
 */
import { join } from "@std/path";
import { openSegment, readFully } from "./segment_file.ts";
import { compressedPath, isCompressed, isSegmentName } from "./segment_name.ts";

/** As much as tells one segment's beginning from another's. */
const BEGINNING_BYTES = 16 * 1024;

/** What tells a file from another one that takes its place. */
export interface FileMark {
  /** `undefined` where the system tells none. */
  readonly inode: number | undefined;
  /** Milliseconds since 1970; `undefined` while a writer is at work, who only appends. */
  readonly modifiedMs: number | undefined;
  /** How often its writer had found that somebody else changed it; `undefined` without one. */
  readonly foreignChanges?: number;
}

/** What a reader may read of a segment. */
export interface SegmentView {
  readonly path: string;
  /** Of a plain one its acknowledged bytes, which are whole lines; else the file's size. */
  readonly sizeBytes: number;
  /** As the file was when it was listed. */
  readonly mark?: FileMark;
}

/** The inode in marks of files that are known by their time alone, which then must be the same. */
export const KNOWN_BY_TIME = -1;

/** Whether nothing tells that another file has taken the place of the one that was marked. */
export function isSameFile(
  a: FileMark | undefined,
  b: FileMark | undefined,
): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.inode === KNOWN_BY_TIME || b.inode === KNOWN_BY_TIME) {
    return a.modifiedMs !== undefined && a.modifiedMs === b.modifiedMs;
  }
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

/** Whether two lists of views are the same, as far as they tell. */
export function isSameViews(
  a: readonly SegmentView[],
  b: readonly SegmentView[],
): boolean {
  return a === b ||
    a.length === b.length && a.every((view, at) => isSameView(view, b[at]!));
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

/** The segments in a folder that count, oldest first, with their present sizes. */
export function listSegments(directory: string): SegmentView[] {
  const names = Array.from(Deno.readDirSync(directory))
    .filter((entry) => entry.isFile && isSegmentName(entry.name))
    .map((entry) => entry.name);
  const paths = new Set(
    sortedSegments(names).map((name) => join(directory, name)),
  );
  for (const path of paths) {
    const compressed = compressedPath(path);
    const isTwice = paths.has(compressed) && beginAlike(path, compressed);
    if (isTwice) paths.delete(compressed);
  }
  return [...paths].flatMap((path) => viewIfThere(path) ?? []);
}

/** Names or paths, the oldest first: of a day what was compressed before what came afterwards. */
export function sortedSegments(names: readonly string[]): string[] {
  // "~" is behind "."; texts by themselves are sorted several times as fast as by a function.
  return names.map((name) => isCompressed(name) ? name : `${name}~`).sort()
    .map((key) => key.endsWith("~") ? key.slice(0, -1) : key);
}

function viewIfThere(path: string): SegmentView | undefined {
  try {
    const { size, ino, mtime } = Deno.statSync(path);
    const mark = { inode: ino || undefined, modifiedMs: mtime?.getTime() };
    return { path, sizeBytes: size, mark };
  } catch (error) {
    // It was taken away, or compressed, while the folder was read.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether one was made of the other: lines of different times differ from the first on. */
function beginAlike(plain: string, compressed: string): boolean {
  const [a, b] = [beginningOf(plain), beginningOf(compressed)];
  const length = Math.min(a.length, b.length);
  return length > 0 &&
    a.subarray(0, length).every((byte, at) => byte === b[at]);
}

function beginningOf(path: string): Uint8Array {
  using file = openSegment(path);
  return file
    ? readFully(file, new Uint8Array(BEGINNING_BYTES))
    : new Uint8Array();
}
