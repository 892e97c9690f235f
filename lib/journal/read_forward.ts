/** Reads a segment from its beginning, all of it. */
import { type Chunk, linesOf, type Range } from "./read_backward.ts";
import { readableOf } from "./readable_segments.ts";
import type { SegmentView } from "./segment.ts";
import { openSegment, readFully, type SegmentFile } from "./segment_file.ts";

const NEWLINE = 0x0a;
const DEFAULT_CHUNK_BYTES = 1024 * 1024;

/**
 * The lines of a range in chunks. One is larger than `chunkBytes` only where it is a single line.
 *
 * @throws {Error} where there are fewer bytes
 */
export function* chunksForward(
  file: SegmentFile,
  { start, end }: Range,
  chunkBytes = DEFAULT_CHUNK_BYTES,
): Generator<Chunk, void, void> {
  let buffer = new Uint8Array(chunkBytes);
  for (let at = start; at < end;) {
    file.seek(at);
    const room = Math.min(buffer.length, end - at);
    const bytes = readFully(file, buffer.subarray(0, room));
    if (bytes.length < room) {
      throw new Error(`The segment ended ${end - at} bytes too early`);
    }
    const isLast = at + room === end;
    const size = isLast ? room : bytes.lastIndexOf(NEWLINE) + 1;
    if (size === 0) {
      buffer = new Uint8Array(2 * buffer.length);
      continue;
    }
    yield { start: at, end: at + size, bytes: bytes.subarray(0, size) };
    at += size;
    if (buffer.length > chunkBytes) buffer = new Uint8Array(chunkBytes);
  }
}

/** What is done where a segment is damaged. */
export interface ForwardOptions {
  /** Its damage is returned instead of thrown. */
  readonly isTolerant?: boolean;
}

/**
 * The lines of a segment in groups as they are read, without newlines; good until the next.
 *
 * @returns what is wrong with the segment's file
 * @throws {Error} at the end, where the segment is damaged
 */
export function* linesForward(
  view: SegmentView,
  { isTolerant = false }: ForwardOptions = {},
): Generator<Uint8Array[], string | undefined, void> {
  const { view: { path, sizeBytes }, damage } = readableOf(view);
  using file = openSegment(path);
  if (file === undefined) return undefined;
  for (const { bytes } of chunksForward(file, { start: 0, end: sizeBytes })) {
    yield linesOf(bytes);
  }
  const problem = file.damage ?? damage;
  if (problem !== undefined && !isTolerant) {
    throw new Error(`"${path}" is damaged: ${problem}`);
  }
  return problem;
}
