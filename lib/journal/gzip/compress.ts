/** Compresses the lines of a segment. */
import { chunksForward } from "../read_forward.ts";
import type { SegmentFile } from "../segment_file.ts";
import { compressMember, END_MEMBER, MAX_CONTENT_BYTES } from "./member.ts";

/**
 * The members of a compressed segment with the first `sizeBytes` of `file`. Each holds whole
 * lines, as far as these are short enough.
 *
 * @throws {Error} where there are fewer bytes
 */
export function* compressLines(
  file: SegmentFile,
  sizeBytes: number,
): Generator<Uint8Array, void, void> {
  const range = { start: 0, end: sizeBytes };
  const chunks = chunksForward(file, range, MAX_CONTENT_BYTES);
  yield* compressChunks(chunks.map(({ bytes }) => bytes));
}

/** The members of a compressed segment with some chunks of whole lines. */
export function* compressChunks(
  chunks: Iterable<Uint8Array>,
): Generator<Uint8Array, void, void> {
  for (const chunk of chunks) yield* compressChunk(chunk);
  yield END_MEMBER;
}

function* compressChunk(chunk: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < chunk.length; at += MAX_CONTENT_BYTES) {
    yield compressMember(chunk.subarray(at, at + MAX_CONTENT_BYTES));
  }
}
