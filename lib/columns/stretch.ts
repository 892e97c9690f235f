/** Stretches of segments, and how they are parted so that several threads can read them. */
import { openSegment, readFully } from "../journal/segment_file.ts";

/** A stretch of a file, in bytes. */
export interface Stretch {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** How large parts become. */
export interface PartOptions {
  /**
   * About so many lines, judged by some of them; towards the end as few as the least, so that
   * no thread waits long for another's last part.
   */
  readonly lines: number;
  readonly leastLines: number;
  readonly maxBytes: number;
  /** As much as this stays together. */
  readonly wholeBytes: number;
}

/** What is read as a whole becomes about one settled block, whoever reads it. */
const PARTS: PartOptions = {
  lines: 56_000,
  // Somewhat more than those of a settled block.
  leastLines: 36_000,
  maxBytes: 64 * 1024 * 1024,
  wholeBytes: 16 * 1024 * 1024,
};

const NEWLINE = 0x0a;
const SAMPLE_BYTES = 64 * 1024;
/** One for all samples: new memory costs its time. */
const sampleBuffer = new Uint8Array(SAMPLE_BYTES);
/**
 * A part may be larger by one in so many bytes where a small file ends it: to find where in a file
 * a line ends, it is opened twice, while no thread has anything to read yet.
 */
const SLACK_SHARE = 16;
/** What is left when a part begins is at least so many parts, as far as `leastLines` lets it. */
const PARTS_LEFT = 4;
/** So many follow each other by the lines of the first: to look at each takes its time. */
const PARTS_ALIKE = 4;
/** Fewer lines tell little of those of further parts. */
const TELLING_LINES = 64;
/** Smaller parts are not worth being read apart. */
const MIN_BYTES = 1024 * 1024;

/** The bytes of all of them. */
export function sizeOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Parts stretches where lines end; all of them together are the same bytes in the same order. */
export function partsOf(
  stretches: readonly Stretch[],
  options = PARTS,
): Stretch[][] {
  let left = sizeOf(stretches);
  if (left <= options.wholeBytes) return [[...stretches]];
  const parts: Stretch[][] = [];
  let part: Stretch[] = [];
  let lineBytes = 0;
  let sampleAt = 0;
  let room = 0;
  let slack = 0;
  for (const stretch of stretches) {
    const { path, end } = stretch;
    for (let start = stretch.start; start < end;) {
      if (part.length === 0) {
        if (parts.length >= sampleAt) {
          const { lines, sizeBytes } = sampleOf(stretch, start);
          lineBytes = sizeBytes / Math.max(1, lines);
          const isTelling = lines >= TELLING_LINES;
          sampleAt = parts.length + (isTelling ? PARTS_ALIKE : 1);
        }
        room = partBytes(lineBytes, left, options);
        slack = room / SLACK_SHARE;
      }
      // The last part of a file may as well be somewhat larger.
      const isWhole = end - start <= Math.max(room * 1.25, slack) ||
        isSequential(path);
      const cut = isWhole
        ? end
        : lineEndFrom({ path, start: start + room, end });
      part.push({ path, start, end: cut });
      room -= cut - start;
      left -= cut - start;
      start = cut;
      if (room <= 0 || start < end) {
        parts.push(part);
        part = [];
      }
    }
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Some bytes behind a place, and how many lines end there. */
function sampleOf(
  { path, end }: Stretch,
  start: number,
): { readonly lines: number; readonly sizeBytes: number } {
  const sample = readAt(path, start, Math.min(SAMPLE_BYTES, end - start));
  let lines = 0;
  for (let at = sample.indexOf(NEWLINE); at >= 0;) {
    lines++;
    at = sample.indexOf(NEWLINE, at + 1);
  }
  return { lines, sizeBytes: sample.length };
}

/** How many bytes a part has, where so many are left in all. */
function partBytes(
  lineBytes: number,
  left: number,
  { lines, leastLines, maxBytes }: PartOptions,
): number {
  const wanted = Math.max(
    Math.min(lines * lineBytes, left / PARTS_LEFT),
    leastLines * lineBytes,
  );
  return Math.round(Math.min(Math.max(wanted, MIN_BYTES), maxBytes));
}

/** One that is read from its beginning on in any case is read once. */
function isSequential(path: string): boolean {
  using file = openSegment(path);
  return file?.isSequential ?? false;
}

/** Behind the first line that ends in a stretch, or where the stretch ends. */
function lineEndFrom({ path, start, end }: Stretch): number {
  for (let at = start; at < end;) {
    const bytes = readAt(path, at, Math.min(SAMPLE_BYTES, end - at));
    if (bytes.length === 0) break;
    const newline = bytes.indexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
    at += bytes.length;
  }
  return end;
}

/** What is there of a segment, which somebody may have taken away; it holds until the next call. */
function readAt(path: string, offset: number, sizeBytes: number): Uint8Array {
  using file = openSegment(path);
  if (file === undefined) return new Uint8Array();
  file.seek(offset);
  return readFully(file, sampleBuffer.subarray(0, sizeBytes));
}
