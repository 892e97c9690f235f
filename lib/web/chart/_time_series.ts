/** From groups whose last key is a bucket of time to series of counts. */
import type { Groups, INTERVALS } from "../../query/mod.ts";
import {
  type CountableTimeInterval,
  rollup,
  sum,
  utcDay,
  utcHour,
  utcMonday,
  utcMonth,
  utcYear,
} from "./_d3.ts";

/** One of the intervals of questions. */
export type Interval = typeof INTERVALS[number];

/** Where buckets begin; weeks do so on Monday. */
export const CALENDAR: Readonly<Record<Interval, CountableTimeInterval>> = {
  hour: utcHour,
  day: utcDay,
  week: utcMonday,
  month: utcMonth,
  year: utcYear,
};

const COARSER: Readonly<Record<Interval, Interval | undefined>> = {
  hour: "day",
  day: "week",
  week: "month",
  month: "year",
  year: undefined,
};

/** More buckets than this are no wider than a point of the drawing. */
const MAX_BUCKETS = 400;

/** What is drawn over time. */
export interface TimeSeries {
  /** Coarser than asked where there would be too many buckets. */
  readonly interval: Interval;
  /** The beginnings of buckets, ascending; of buckets without records the first of each gap. */
  readonly starts: readonly Date[];
  /** Where the last bucket ends. */
  readonly end: Date;
  /** The largest first; the others, if any, at the end. */
  readonly series: readonly Series[];
  /** Records whose bucket is no time: a journal may hold 31 February. */
  readonly undatedCount: number;
}

/** One series. */
export interface Series {
  /** `undefined` for all the others together. */
  readonly key: readonly string[] | undefined;
  /** How many keys it stands for. */
  readonly keyCount: number;
  readonly total: number;
  /** Counts by the bucket's beginning in ms; absent for 0. */
  readonly counts: ReadonlyMap<number, number>;
}

/** The series of groups; `undefined` where no bucket is a time. */
export function timeSeries(
  groups: Groups,
  { interval: asked, maxSeries }: { interval: Interval; maxSeries: number },
): TimeSeries | undefined {
  const dated: { key: readonly string[]; count: number; timeMs: number }[] = [];
  let undatedCount = 0;
  for (const { key, count } of groups) {
    const timeMs = Date.parse(key.at(-1)!);
    if (Number.isNaN(timeMs)) undatedCount += count;
    else dated.push({ key: key.slice(0, -1), count, timeMs });
  }
  if (dated.length === 0) return undefined;
  const interval = drawnInterval(asked, dated.map(({ timeMs }) => timeMs));
  const calendar = CALENDAR[interval];
  const points = dated.map((point) => ({
    ...point,
    startMs: calendar.floor(new Date(point.timeMs)).getTime(),
  }));
  const byKey = rollup(
    points,
    (points) => points,
    ({ key }) => JSON.stringify(key),
  );
  // By size, then by the key's text, so that equal ones do not change places.
  const all = [...byKey].map(([name, points]) => ({
    name,
    points,
    total: sum(points, ({ count }) => count),
  })).sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  const shown = all.slice(0, maxSeries);
  const others = all.slice(maxSeries);
  const starts = withGaps(
    [...new Set(points.map(({ startMs }) => startMs))].sort((a, b) => a - b),
    calendar,
  );
  return {
    interval,
    starts,
    end: calendar.offset(starts.at(-1)!, 1),
    series: [
      ...shown.map(({ points, total }) => ({
        key: points[0]!.key,
        keyCount: 1,
        total,
        counts: countsOf(points),
      })),
      ...(others.length === 0 ? [] : [{
        key: undefined,
        keyCount: others.length,
        total: sum(others, ({ total }) => total),
        counts: countsOf(others.flatMap(({ points }) => points)),
      }]),
    ],
    undatedCount,
  };
}

function drawnInterval(asked: Interval, times: readonly number[]): Interval {
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  let interval = asked;
  while (
    CALENDAR[interval].count(new Date(first), new Date(last)) >= MAX_BUCKETS
  ) {
    const coarser = COARSER[interval];
    if (coarser === undefined) break;
    interval = coarser;
  }
  return interval;
}

/** A gap needs no more than its first bucket: the line stays at 0 until the next. */
function withGaps(
  startsMs: readonly number[],
  calendar: CountableTimeInterval,
): Date[] {
  return startsMs.flatMap((startMs, index) => {
    const start = new Date(startMs);
    const next = calendar.offset(start, 1);
    const following = startsMs[index + 1];
    return following === undefined || following <= next.getTime()
      ? [start]
      : [start, next];
  });
}

function countsOf(
  points: readonly { startMs: number; count: number }[],
): Map<number, number> {
  return rollup(
    points,
    (points) => sum(points, ({ count }) => count),
    ({ startMs }) => startMs,
  );
}
