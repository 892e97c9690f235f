/** Reads a line that is too long for the scan. */

const NEWLINE = 0x0a;
const STEP_BYTES = 1024 * 1024;

/** A line, and how far the file was read for it. */
export interface LongLine {
  /** Without its newline. */
  readonly bytes: Uint8Array;
  /** With its newline, where it has one. */
  readonly sizeBytes: number;
  /** How far the file was read, from where the line begins. */
  readonly readBytes: number;
}

/** The rest of a line longer than the input's room, or of a last one without its newline. */
export function readLongLine(
  file: Deno.FsFile,
  beginning: Uint8Array,
  leftBytes: number,
): LongLine {
  const parts = [beginning];
  let size = beginning.length;
  let readBytes = beginning.length;
  for (let left = leftBytes; left > 0;) {
    const step = new Uint8Array(Math.min(left, STEP_BYTES));
    const count = file.readSync(step) ?? 0;
    if (count === 0) break;
    left -= count;
    readBytes += count;
    const newline = step.subarray(0, count).indexOf(NEWLINE);
    const part = step.subarray(0, newline < 0 ? count : newline);
    parts.push(part);
    size += part.length;
    if (newline >= 0) {
      return { bytes: joined(parts, size), sizeBytes: size + 1, readBytes };
    }
  }
  return { bytes: joined(parts, size), sizeBytes: size, readBytes };
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
