/** Intervals: the stretch of time that a record's `server_time` falls into, in UTC. */

/** From the shortest to the longest. */
export const INTERVALS = ["hour", "day", "week", "month", "year"] as const;

/** One of the intervals. */
export type Interval = typeof INTERVALS[number];

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The name of the interval that holds a time; names of one kind sort as their times do.
 * A week is named after its Monday (ISO 8601).
 *
 * @param time ISO 8601, UTC, with milliseconds
 */
export function bucketOf(time: string, interval: Interval): string {
  switch (interval) {
    case "hour":
      return `${time.slice(0, 13)}:00Z`;
    case "day":
      return time.slice(0, 10);
    case "week":
      return mondayOf(time.slice(0, 10));
    case "month":
      return time.slice(0, 7);
    case "year":
      return time.slice(0, 4);
  }
}

function mondayOf(date: string): string {
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  const daysSinceMonday = (new Date(dayMs).getUTCDay() + 6) % 7;
  const monday = new Date(dayMs - daysSinceMonday * DAY_MS);
  return Number.isNaN(dayMs) ? date : monday.toISOString().slice(0, 10);
}
