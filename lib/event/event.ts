/**
 * From the bytes of a request to what the journal appends.
 *
 * Nearly all events pass `checkFast`, which builds nothing. What it does not vouch for, be it bad
 * or only unusual, takes the exact way, which says what is wrong or mends the text.
 */
import { badEvent } from "../error.ts";
import { parseEvent } from "./exact.ts";
import { checkFast } from "./fast.ts";
import { keyOfUuid, type UuidKey } from "./uuid_key.ts";

/** An accepted event, ready to be completed by `eventTail`. */
export interface Event {
  /**
   * UTF-8: the object up to its last brace, on one line, without a `server_time`, and ready for
   * one more member: it ends with a comma unless the object is empty.
   */
  readonly head: Uint8Array;
  /** Makes the event unique; `undefined` where it brings none. */
  readonly uuid: UuidKey | undefined;
}

const COMMA = 0x2c;

/** Strict: a byte sequence that is not UTF-8 could not be kept as it came. */
const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/**
 * Reads one event out of bytes that now belong to it: it may change them.
 *
 * @throws {ServiceError} 400 where they are not one JSON object in UTF-8, or nested too deeply.
 */
export function readEvent(bytes: Uint8Array): Event {
  const checked = checkFast(bytes);
  if (checked === undefined || checked.hasServerTime) return readExactly(bytes);
  const headLength = checked.length + 1;
  bytes[checked.length] = COMMA;
  return {
    head: bytes.length === headLength ? bytes : bytes.subarray(0, headLength),
    uuid: checked.uuid,
  };
}

function readExactly(bytes: Uint8Array): Event {
  const { head, uuid } = parseEvent(decodeText(bytes));
  return {
    head: encoder.encode(head),
    uuid: uuid === undefined ? undefined : keyOfUuid(uuid),
  };
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw badEvent("An event must be UTF-8", { cause });
  }
}

/**
 * What completes the head of an event to a line of the journal, newline included.
 *
 * @param serverTime ISO 8601, UTC, with milliseconds
 */
export function eventTail(serverTime: string): Uint8Array {
  return encoder.encode(`"server_time":"${serverTime}"}\n`);
}
