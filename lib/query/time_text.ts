/** Times as ISO 8601 writes them. */

const DAY_MS = 24 * 60 * 60 * 1000;

const TWO_DIGITS = Array.from(
  { length: 100 },
  (_, number) => padded(number, 2),
);
const MINUTES = Array.from(
  { length: 24 * 60 },
  (_, minute) =>
    `${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:`,
);
const MILLISECONDS = Array.from(
  { length: 1000 },
  (_, number) => `.${padded(number, 3)}Z`,
);

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}

/**
 * Writes many times, of few days: `toISOString()` takes about four times as long, and of an
 * answer with thousands of groups most of all.
 */
export class TimeTexts {
  /** By the number of days since 1970: all up to the hour. */
  readonly #days = new Map<number, string>();

  /**
   * UTC, with milliseconds.
   *
   * @param timeMs whole milliseconds since 1970
   * @throws {RangeError} for a time that is no `Date`'s
   */
  of(timeMs: number): string {
    const day = Math.floor(timeMs / DAY_MS);
    let text = this.#days.get(day);
    if (text === undefined) {
      const midnight = new Date(day * DAY_MS).toISOString();
      text = midnight.slice(0, midnight.indexOf("T") + 1);
      this.#days.set(day, text);
    }
    const ms = timeMs - day * DAY_MS;
    const seconds = Math.floor(ms / 1000);
    const minute = MINUTES[Math.floor(seconds / 60)];
    return `${text}${minute}${TWO_DIGITS[seconds % 60]}${
      MILLISECONDS[ms % 1000]
    }`;
  }
}
