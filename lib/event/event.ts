/**
 * From the bytes of a request to what the journal appends.
 *
 * Nearly all events pass `checkFast`, which builds nothing. What it does not vouch for, be it bad
 * or only unusual, takes the exact way, which says what is wrong or mends the text.
 */
import {
  eventProblem,
  isProblem,
  type Problem,
  ServiceError,
} from "../error.ts";
import { parseEvent } from "./exact.ts";
import { type CheckedEvent, checkFast } from "./fast.ts";
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
  if (isReady(checked)) return readyEvent(bytes, checked);
  const event = readExactly(bytes);
  if (isProblem(event)) throw new ServiceError(event, event.message);
  return event;
}

/**
 * Reads a usual event out of bytes that now belong to it; gives them back where that takes longer,
 * and `readOrProblem` must say what they are.
 *
 * @param maxBytes how long the event may be
 */
export function readUsual(
  bytes: Uint8Array,
  maxBytes: number,
): Event | Uint8Array {
  if (bytes.length > maxBytes) return bytes;
  const checked = checkFast(bytes);
  return isReady(checked) ? readyEvent(bytes, checked) : bytes;
}

/**
 * As `readEvent`, but gives what is wrong where that throws: a batch may bring many that are, and
 * errors would take most of the time that it takes.
 *
 * @param maxBytes how long the event may be
 */
export function readOrProblem(
  bytes: Uint8Array,
  maxBytes: number,
): Event | Problem {
  return bytes.length > maxBytes
    ? eventProblem(`An event must be at most ${maxBytes} bytes`)
    : readExactly(bytes);
}

/** Whether nothing but a tail is missing. */
function isReady(checked: CheckedEvent | undefined): checked is CheckedEvent {
  return checked !== undefined && !checked.hasServerTime;
}

function readyEvent(bytes: Uint8Array, { length, uuid }: CheckedEvent): Event {
  bytes[length] = COMMA;
  const end = length + 1;
  return { head: end === bytes.length ? bytes : bytes.subarray(0, end), uuid };
}

function readExactly(bytes: Uint8Array): Event | Problem {
  const text = decodeText(bytes);
  if (text === undefined) return eventProblem("An event must be UTF-8");
  const parsed = parseEvent(text);
  if (isProblem(parsed)) return parsed;
  const { head, uuid } = parsed;
  return {
    head: encoder.encode(head),
    uuid: uuid === undefined ? undefined : keyOfUuid(uuid),
  };
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
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

/** How long that is, until the year 10000. */
export const TAIL_BYTES = eventTail(new Date(0).toISOString()).length;
