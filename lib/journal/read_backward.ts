/** Reads a segment from its end, for "the most recent" without reading it all. */
import { readFully, type SegmentFile } from "./segment_file.ts";

const NEWLINE = 0x0a;
const DEFAULT_CHUNK_BYTES = 256 * 1024;

/** A part of a segment that begins and ends between lines, in bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whole lines that follow each other, and where they are. */
export interface Chunk extends Range {
  /** Good until the next one is asked for. */
  readonly bytes: Uint8Array;
}

/**
 * The lines of a range in chunks, the last chunk first. One is larger than `chunkBytes` only
 * where it is a single line.
 */
export function* chunksBackward(
  file: SegmentFile,
  { start, end }: Range,
  chunkBytes = DEFAULT_CHUNK_BYTES,
): Generator<Chunk, void, void> {
  let buffer = new Uint8Array(Math.min(chunkBytes, end - start));
  for (let to = end; to > start;) {
    const from = Math.max(start, to - buffer.length);
    file.seek(from);
    const bytes = readFully(file, buffer.subarray(0, to - from));
    // What stands before the first newline belongs to a line that begins further ahead.
    const own = from === start ? 0 : bytes.indexOf(NEWLINE) + 1;
    if (from > start && (own === 0 || own === bytes.length)) {
      buffer = new Uint8Array(Math.min(2 * buffer.length, to - start));
      continue;
    }
    yield { start: from + own, end: to, bytes: bytes.subarray(own) };
    to = from + own;
    if (buffer.length > chunkBytes) buffer = new Uint8Array(chunkBytes);
  }
}

/** The lines of some text, of which the last may lack its newline. */
export function linesOf(text: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf(NEWLINE, start);
    const end = newline < 0 ? text.length : newline;
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
