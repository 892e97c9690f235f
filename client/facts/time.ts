/** When the program started. */

export interface Time {
  /** ISO 8601, UTC, with milliseconds. */
  readonly utc: string;
  /** Hours east of UTC, without daylight saving time: -8 in California all year. */
  readonly std_utc_offset: number;
  /** Seconds since 1970. */
  readonly epoch: number;
}

/**
 * @param startMs milliseconds since 1970
 * @param offsetMinutes minutes west of UTC at a time, as `Date.getTimezoneOffset` has them
 */
export function time(
  startMs: number,
  offsetMinutes: (at: Date) => number = (at) => at.getTimezoneOffset(),
): Time {
  const start = new Date(startMs);
  const year = start.getFullYear();
  // Daylight saving time goes east, on either hemisphere in one of the two months.
  const standard = Math.max(
    offsetMinutes(new Date(year, 0, 1)),
    offsetMinutes(new Date(year, 6, 1)),
  );
  return {
    utc: start.toISOString(),
    std_utc_offset: standard === 0 ? 0 : -standard / 60,
    epoch: Math.round(startMs * 1000) / 1e6,
  };
}
