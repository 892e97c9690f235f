/** Checks usual events in one pass over their bytes, in WebAssembly. */
import { input, wasm } from "./event_check.ts";
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
  return {
    length,
    uuid: checkedUuid(bytes),
    hasServerTime: result[3] !== 0,
  };
}

/** Out of the words that the check left; see `RESULT` in its source. */
function checkedUuid(bytes: Uint8Array): UuidKey | undefined {
  const length = result[1]!;
  if (length === 0) return undefined;
  if (result[2] !== 0) {
    return { a: result[4]!, b: result[5]!, c: result[6]!, d: result[7]! };
  }
  const from = result[0]!;
  return keyOfUuid(decoder.decode(bytes.subarray(from, from + length)));
}
