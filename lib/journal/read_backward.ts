/** Reads the lines of a segment from its end, for "the most recent" without reading it all. */
import type { SegmentView } from "./segment.ts";

const NEWLINE = 0x0a;
const DEFAULT_BLOCK_BYTES = 256 * 1024;

/**
 * The lines of a segment, the last one first, in groups as they are read; without newlines.
 *
 * Only `sizeBytes` of the file are looked at: what an
 * appender adds meanwhile is not seen.
 */
export async function* linesBackward(
  { path, sizeBytes }: SegmentView,
  blockBytes = DEFAULT_BLOCK_BYTES,
): AsyncGenerator<Uint8Array[]> {
  using file = await Deno.open(path);
  /** The parts, in order, of a line whose beginning has not been read yet. */
  let rest: Uint8Array[] = [];
  for (let end = sizeBytes; end > 0;) {
    const start = Math.max(0, end - blockBytes);
    const block = await readBlock(file, start, end - start);
    const firstNewline = start === 0 ? -1 : block.indexOf(NEWLINE);
    if (start > 0 && firstNewline < 0) {
      rest.unshift(block);
    } else {
      const whole = concatenate([block.subarray(firstNewline + 1), ...rest]);
      rest = [block.subarray(0, firstNewline + 1)];
      yield linesOf(whole).reverse();
    }
    end = start;
  }
}

/** The lines of some text, of which the last may lack its newline. */
function linesOf(text: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf(NEWLINE, start);
    const end = newline < 0 ? text.length : newline;
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

async function readBlock(
  file: Deno.FsFile,
  start: number,
  sizeBytes: number,
): Promise<Uint8Array> {
  await file.seek(start, Deno.SeekMode.Start);
  const block = new Uint8Array(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const count = await file.read(block.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return block.subarray(0, filled);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
