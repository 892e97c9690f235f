/** Compresses the lines of a segment. */
import { readFully, type SegmentFile } from "../segment_file.ts";
import { compressMember, END_MEMBER, MAX_CONTENT_BYTES } from "./member.ts";

const NEWLINE = 0x0a;

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
  const buffer = new Uint8Array(MAX_CONTENT_BYTES);
  for (let at = 0; at < sizeBytes;) {
    file.seek(at);
    const room = Math.min(buffer.length, sizeBytes - at);
    const bytes = readFully(file, buffer.subarray(0, room));
    if (bytes.length < room) {
      throw new Error(`The segment ended ${sizeBytes - at} bytes too early`);
    }
    const lines = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    const content = lines.length === 0 || at + room === sizeBytes
      ? bytes
      : lines;
    yield compressMember(content);
    at += content.length;
  }
  yield END_MEMBER;
}
