/** What shows that a block's lines are still those that its columns were made of. */
import { basename } from "@std/path";
import { crc32 } from "node:zlib";
import {
  type FileMark,
  isSameFile,
  KNOWN_BY_TIME,
  type SegmentView,
} from "../../journal/segment.ts";
import {
  openSegment,
  readFully,
  type SegmentFile,
} from "../../journal/segment_file.ts";
import type { Stretch } from "../stretch.ts";

/** A stretch of a block, as it is stored. */
export interface StoredStretch {
  /** The segment's name: the folder may move. */
  readonly segment: string;
  readonly start: number;
  readonly end: number;
  /** Absent where a view had none. */
  readonly inode?: number | undefined;
  readonly modifiedMs?: number | undefined;
  /** CRC-32 of the first and the last bytes. */
  readonly samples: number;
}

/** So much is looked at at both ends of a stretch. */
const SAMPLE_BYTES = 4096;

/** Describes a stretch of a segment. @throws {Deno.errors.NotFound} where that is gone */
export function describeStretch(
  { path, start, end }: Stretch,
  { mark }: SegmentView,
): StoredStretch {
  const samples = samplesOf({ path, start, end });
  return { segment: basename(path), start, end, ...mark, samples };
}

/** The stretch, where the segment is still the same there. */
export function confirmStretch(
  stored: StoredStretch,
  { path, mark }: SegmentView,
): Stretch | undefined {
  const { start, end, inode, modifiedMs } = stored;
  const stretch = { path, start, end };
  const before: FileMark = { inode, modifiedMs };
  if (!isSameFile(before, mark)) return undefined;
  // A file that was sealed then and has not been touched since: no more needs to be looked at.
  const isUntouched = modifiedMs !== undefined &&
    modifiedMs === mark?.modifiedMs &&
    (inode === mark.inode || mark.inode === KNOWN_BY_TIME);
  if (isUntouched) return stretch;
  try {
    return samplesOf(stretch) === stored.samples ? stretch : undefined;
  } catch {
    // It cannot be read: who counts its lines will say so.
    return undefined;
  }
}

function samplesOf({ path, start, end }: Stretch): number {
  using file = openSegment(path);
  if (file === undefined) throw new Deno.errors.NotFound(path);
  const first = readAt(file, start, Math.min(SAMPLE_BYTES, end - start));
  const from = Math.max(start, end - SAMPLE_BYTES);
  return crc32(readAt(file, from, end - from), crc32(first));
}

/** What there is, and zeros where the segment ends before. */
function readAt(
  file: SegmentFile,
  start: number,
  sizeBytes: number,
): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  file.seek(start);
  readFully(file, bytes);
  return bytes;
}
