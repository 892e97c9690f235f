/** Usual lines of events joined in WebAssembly: nothing is made for each. */
import { input, wasm } from "./event_check.ts";
import { TAIL_BYTES } from "./event.ts";
import { UUID_ROW_WORDS, type UuidList } from "./uuid_list.ts";

/** Some lines, good until the next are asked for. */
export interface JoinedLines {
  /** Heads, each with room for its tail. */
  readonly lines: Uint8Array;
  /** Where in `lines` each ends. */
  readonly ends: Int32Array;
  readonly uuids: UuidList;
}

const NEWLINE = 0x0a;

/** Behind a line of which nothing could be joined, so many bytes are looked at. */
const FIRST_BLOCK_BYTES = 4096;
const MAX_BLOCK_BYTES = input.length - 1;

const { buffer } = wasm.memory as { readonly buffer: ArrayBuffer };
const maxJoined: number = wasm.MAX_JOINED.value;
const joined = new Uint8Array(
  buffer,
  wasm.JOINED.value,
  MAX_BLOCK_BYTES + maxJoined * TAIL_BYTES,
);
const rows = new Int32Array(
  buffer,
  wasm.ROWS.value,
  maxJoined * UUID_ROW_WORDS,
);
const ends = new Int32Array(buffer, wasm.ENDS.value, maxJoined);
const stopped = new Int32Array(buffer, wasm.RESULT.value, 9);

/**
 * The lines of `bytes` in their order: usual good ones together, of any other line its bytes, also
 * where it is blank. Whoever asks for the next may have checked other events meanwhile.
 *
 * @param maxBytes of a line that is joined
 */
export function* joinedLines(
  bytes: Uint8Array,
  maxBytes: number,
): Generator<JoinedLines | Uint8Array, void, void> {
  const maxLength = Math.min(maxBytes, MAX_BLOCK_BYTES);
  let blockBytes = MAX_BLOCK_BYTES;
  for (let first = 0; first < bytes.length;) {
    const blockEnd = Math.min(first + blockBytes, bytes.length);
    const isLast = blockEnd === bytes.length;
    input.set(bytes.subarray(first, blockEnd));
    const count = wasm.joinLines(
      0,
      blockEnd - first,
      Number(isLast),
      maxLength,
      TAIL_BYTES,
    );
    first += stopped[8]!;
    if (count > 0) {
      yield linesOf(count);
    } else if (first < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, first);
      const end = newline < 0 ? bytes.length : newline;
      if (end < blockEnd || isLast || blockBytes === MAX_BLOCK_BYTES) {
        yield bytes.subarray(first, end);
        first = end + 1;
        blockBytes = FIRST_BLOCK_BYTES;
        continue;
      }
    }
    blockBytes = Math.min(blockBytes * 2, MAX_BLOCK_BYTES);
  }
}

function linesOf(count: number): JoinedLines {
  return {
    lines: joined.subarray(0, ends[count - 1]),
    ends: ends.subarray(0, count),
    uuids: { count, words: rows.subarray(0, count * UUID_ROW_WORDS) },
  };
}
