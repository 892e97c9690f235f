/** Lines of events that were stored before, here or by the system before this one. */
import { isProblem, type Problem } from "../error.ts";
import { eventTail, readOrProblem, type UuidKey } from "../event/mod.ts";
import { parseRecord, serverTimeOf } from "../query/mod.ts";
import type { JsonObject } from "../query/mod.ts";

/** A line that can be appended to a segment. */
export interface ImportedLine {
  /** With its newline. */
  readonly bytes: Uint8Array;
  /** When the event was stored first: ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  readonly uuid: UuidKey | undefined;
}

/** Dates and times as Python's `isoformat` writes them; without a zone they are UTC. */
const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads a line. One with a `server_time` as this server writes it stays as it is; any other gets
 * the time that it tells otherwise: another kind of `server_time`, else when Python was started,
 * else now.
 *
 * @returns what is wrong with it, where it is no event
 */
export function readImported(
  line: Uint8Array,
  now: Date,
): ImportedLine | Problem {
  const own = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
  const event = readOrProblem(own, Infinity);
  if (isProblem(event)) return event;
  const { uuid } = event;
  // What is an event is a record.
  const record = parseRecord(new TextDecoder().decode(own))!;
  const stored = serverTimeOf(record);
  if (stored !== undefined) {
    return { bytes: joined(own, NEWLINE), time: stored, uuid };
  }
  const time = (toldTime(record) ?? now).toISOString();
  return { bytes: joined(event.head, eventTail(time)), time, uuid };
}

const NEWLINE = Uint8Array.of(0x0a);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

function toldTime(record: JsonObject): Date | undefined {
  const time = objectOf(record.time);
  return dateOf(record.server_time) ?? dateOf(time.utc) ?? dateOf(time.epoch);
}

/** An ISO time, or seconds since 1970; of the years that segments can be named after. */
function dateOf(value: unknown): Date | undefined {
  const timeMs = typeof value === "number"
    ? value * 1000
    : typeof value === "string"
    ? parseIso(value)
    : NaN;
  const date = new Date(timeMs);
  const year = date.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? date : undefined;
}

function parseIso(text: string): number {
  const parts = ISO_TIME.exec(text);
  if (parts === null) return NaN;
  const [, day, time, fraction = "", zone = "Z"] = parts;
  return Date.parse(
    `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}${zone}`,
  );
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as JsonObject
    : {};
}
