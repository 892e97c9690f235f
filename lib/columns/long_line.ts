/** Reads a line that is too long for the scan. */
import type { SegmentFile } from "../journal/segment_file.ts";

const NEWLINE = 0x0a;
const STEP_BYTES = 1024 * 1024;

/** A line. */
export interface LongLine {
  /** Without its newline. */
  readonly bytes: Uint8Array;
  /** With its newline, where it has one. */
  readonly sizeBytes: number;
}

/**
 * A line longer than the input's room, or a last one without its newline. The file may be read
 * further than the line's end.
 */
export function readLongLine(
  file: SegmentFile,
  beginning: Uint8Array,
  leftBytes: number,
): LongLine {
  const parts = [beginning];
  let size = beginning.length;
  for (let left = leftBytes; left > 0;) {
    const step = new Uint8Array(Math.min(left, STEP_BYTES));
    const count = file.read(step);
    if (count === 0) break;
    left -= count;
    const newline = step.subarray(0, count).indexOf(NEWLINE);
    const part = step.subarray(0, newline < 0 ? count : newline);
    parts.push(part);
    size += part.length;
    if (newline >= 0) {
      return { bytes: joined(parts, size), sizeBytes: size + 1 };
    }
  }
  return { bytes: joined(parts, size), sizeBytes: size };
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
