/** Looks for texts in chunks of lines, without parsing them. */
import { WASM } from "../wasm/byte_search.wasm.ts";
import { instantiate } from "../wasm/instantiate.ts";

/** What `lib/wasm/assembly/byte_search.ts` exports. */
interface ByteSearch {
  readonly memory: WebAssembly.Memory;
  readonly NEEDLE: WebAssembly.Global;
  readonly MAX_NEEDLE: WebAssembly.Global;
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  find(from: number, length: number, needleLength: number): number;
  countNewlines(length: number): number;
}

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const wasm = instantiate<ByteSearch>(WASM);
const bytes = new Uint8Array(wasm.memory.buffer);
const INPUT: number = wasm.INPUT.value;
const NEEDLE: number = wasm.NEEDLE.value;

/** The longest chunk that can be searched, in bytes. */
export const MAX_CHUNK_BYTES: number = wasm.INPUT_SIZE.value;
/** The longest text that can be looked for, in bytes. */
export const MAX_NEEDLE_BYTES: number = wasm.MAX_NEEDLE.value;

/**
 * The lines of a chunk that hold one of the needles, each at least two bytes and without a
 * newline; without their newlines, the last one first. A needle that begins with a backslash is
 * an escape: the second of two backslashes begins none.
 */
export function linesWith(
  chunk: Uint8Array,
  needles: readonly Uint8Array[],
): Uint8Array[] {
  bytes.set(chunk, INPUT);
  const starts = new Map<number, Uint8Array>();
  for (const needle of needles) {
    bytes.set(needle, NEEDLE);
    for (let at = 0; at < chunk.length;) {
      const found = wasm.find(at, chunk.length, needle.length);
      if (found < 0) break;
      if (needle[0] === BACKSLASH && isEscaped(chunk, found)) {
        at = found + 1;
        continue;
      }
      const newline = chunk.indexOf(NEWLINE, found);
      const end = newline < 0 ? chunk.length : newline;
      const start = chunk.lastIndexOf(NEWLINE, found) + 1;
      starts.set(start, chunk.subarray(start, end));
      at = end + 1;
    }
  }
  return [...starts].sort(([a], [b]) => b - a).map(([, line]) => line);
}

/** How many newlines a chunk has. */
export function countNewlines(chunk: Uint8Array): number {
  bytes.set(chunk, INPUT);
  return wasm.countNewlines(chunk.length);
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(chunk: Uint8Array, at: number): boolean {
  let first = at;
  while (chunk[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}
