/** Checks usual events in one pass over their bytes, in WebAssembly. */
import { WASM } from "../wasm/event_check.wasm.ts";
import { instantiate } from "../wasm/instantiate.ts";
import { keyOfUuid, type UuidKey } from "./uuid_key.ts";

/** What is known of an event that is surely good. */
export interface CheckedEvent {
  /** Where its last brace stands. */
  readonly length: number;
  /** Of its `uuid`, where that is a text that is not empty. */
  readonly uuid: UuidKey | undefined;
  /** Whether it has a member `server_time`. */
  readonly hasServerTime: boolean;
}

/** What `lib/wasm/assembly/event_check.ts` exports. */
interface EventCheck {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  readonly RESULT: WebAssembly.Global;
  check(length: number): number;
  checkLine(from: number, end: number): number;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

const wasm = instantiate<EventCheck>(WASM);
const input = new Uint8Array(
  wasm.memory.buffer,
  wasm.INPUT.value,
  wasm.INPUT_SIZE.value,
);
const result = new Int32Array(wasm.memory.buffer, wasm.RESULT.value, 9);
const decoder = new TextDecoder();

/**
 * What an event is, where that is certain: JSON in strict UTF-8, one object on one line with at
 * least one member, and nothing unusual about its `uuid`. `undefined` says nothing: the exact way
 * must tell.
 */
export function checkFast(bytes: Uint8Array): CheckedEvent | undefined {
  if (bytes.length >= input.length) return undefined;
  input.set(bytes);
  const length = wasm.check(bytes.length);
  if (length === 0) return undefined;
  return checkedEvent(bytes, 0, length);
}

/**
 * Tells of every line of `bytes` that is not blank where it begins, where its line break stands or
 * all ends, and what `checkFast` says of it. `each` may change its line, but must check nothing in
 * here, and says whether to go on.
 */
export function checkLines(
  bytes: Uint8Array,
  each: (start: number, end: number, checked?: CheckedEvent) => boolean,
): void {
  for (let first = 0; first < bytes.length;) {
    // As many lines as there is room for: one copy for all of them.
    const block = bytes.subarray(first, first + input.length - 1);
    input.set(block);
    const isLast = first + block.length === bytes.length;
    let at = 0;
    for (;;) {
      at = skipBlankLines(block, at);
      if (at >= block.length) break;
      const length = wasm.checkLine(at, block.length);
      const end = result[8]!;
      if (end === block.length && !isLast) break;
      const start = first + at;
      const checked = length === 0
        ? undefined
        : checkedEvent(bytes, start, length);
      if (!each(start, first + end, checked)) return;
      at = end + 1;
    }
    first += at;
    if (at > 0) continue;
    // A line that is too long to be looked at here.
    const newline = bytes.indexOf(NEWLINE, first);
    const end = newline < 0 ? bytes.length : newline;
    if (!each(first, end)) return;
    first = end + 1;
  }
}

/** Where the next line begins that is not blank, or may not be: all that are skipped are whole. */
function skipBlankLines(block: Uint8Array, start: number): number {
  let lineStart = start;
  for (let at = start; at < block.length; at++) {
    const byte = block[at]!;
    if (byte === NEWLINE) lineStart = at + 1;
    else if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) break;
  }
  return lineStart;
}

/** Out of the words that the check left; see `RESULT` in its source. */
function checkedEvent(
  bytes: Uint8Array,
  start: number,
  length: number,
): CheckedEvent {
  return {
    length,
    uuid: checkedUuid(bytes, start),
    hasServerTime: result[3] !== 0,
  };
}

function checkedUuid(bytes: Uint8Array, start: number): UuidKey | undefined {
  const length = result[1]!;
  if (length === 0) return undefined;
  if (result[2] !== 0) {
    return { a: result[4]!, b: result[5]!, c: result[6]!, d: result[7]! };
  }
  const from = start + result[0]!;
  return keyOfUuid(decoder.decode(bytes.subarray(from, from + length)));
}
