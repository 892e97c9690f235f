/** Bounds in time: a date, a time, or an age before now. */
import { badQuery } from "../error.ts";

const AGE = /^(\d{1,9})(s|m|h|d|w|mo|y)$/;
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const ACCEPTED =
  'a date such as "2026-11-23", a time such as "2026-11-23T21:04:05Z", or an age such as ' +
  '"12h", "7d", "2w", "6mo", "1y"';

const AGE_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60 * 1000,
  h: 60 * 60 * 1000,
  d: 24 * 60 * 60 * 1000,
  w: 7 * 24 * 60 * 60 * 1000,
};

/**
 * Reads a bound.
 *
 * @returns ISO 8601, UTC, with milliseconds, as `server_time` is written
 * @throws {ServiceError} 400 where it is none of the accepted kinds, or no real date
 */
export function parseTimeBound(name: string, text: string, now: Date): string {
  const time = parseAge(text, now) ?? parseDateTime(text);
  // Years beyond 9999 would be written with a sign, and no longer sort as text.
  if (
    time === undefined || Number.isNaN(time.getTime()) ||
    time.getUTCFullYear() > 9999
  ) {
    throw badQuery(
      `Cannot use ${name}: must be ${ACCEPTED}, got ${JSON.stringify(text)}`,
    );
  }
  return time.getUTCFullYear() < 0
    ? "0000-01-01T00:00:00.000Z"
    : time.toISOString();
}

function parseAge(text: string, now: Date): Date | undefined {
  const match = AGE.exec(text);
  if (match === null) return undefined;
  const [count, unit] = [Number(match[1]), match[2]!];
  const unitMs = AGE_MS[unit];
  if (unitMs !== undefined) return new Date(now.getTime() - count * unitMs);
  return monthsBefore(now, unit === "y" ? count * 12 : count);
}

/** The same day of an earlier month, or its last day where it is shorter. */
function monthsBefore(now: Date, months: number): Date {
  const time = new Date(now);
  time.setUTCDate(1);
  time.setUTCMonth(time.getUTCMonth() - months);
  const lastDay = new Date(time);
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 1, 0);
  time.setUTCDate(Math.min(now.getUTCDate(), lastDay.getUTCDate()));
  return time;
}

function parseDateTime(text: string): Date | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, date, minutes = "00:00", seconds = ":00", zone = "Z"] = match;
  if (!isCalendarDate(date!)) return undefined;
  return new Date(
    `${date}T${minutes}${seconds}${
      zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")
    }`,
  );
}

/** `Date` takes February 30 for March 2. */
function isCalendarDate(date: string): boolean {
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}
