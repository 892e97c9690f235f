/** When events happen: more in working hours, and more from year to year. */
import type { Random } from "../../lib/testing/random.ts";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365.25 * 24 * HOUR_MS;

/** How much busier each year is than the one before. */
const YEARLY_GROWTH = 1.15;

/** How busy each hour of a day is, UTC; the sites are spread over the world. */
const HOURS = [
  4,
  4,
  4,
  4,
  5,
  6,
  8,
  12,
  16,
  18,
  18,
  16,
  15,
  17,
  19,
  20,
  19,
  17,
  14,
  11,
  9,
  8,
  6,
  5,
];

const WEEKEND_SHARE = 0.25;

/** What `ascendingTimes` spreads, and over what. */
export interface CalendarOptions {
  readonly count: number;
  /** Included. */
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

/**
 * `count` times in milliseconds, ascending: each stands for its own share of the busyness
 * between `from` and `to`, so that no list of all has to be made and sorted.
 */
export function* ascendingTimes(
  { count, from, to }: CalendarOptions,
  random: Random,
): Generator<number, void, void> {
  const total = busynessOf(from.getTime(), to.getTime());
  let hourMs = from.getTime();
  let busyness = busynessOfHour(hourMs, to.getTime());
  let before = 0;
  for (let index = 0; index < count; index++) {
    const wanted = (index + random.fraction()) / count * total;
    while (before + busyness <= wanted && hourMs + HOUR_MS < to.getTime()) {
      before += busyness;
      hourMs += HOUR_MS;
      busyness = busynessOfHour(hourMs, to.getTime());
    }
    const lengthMs = Math.min(HOUR_MS, to.getTime() - hourMs);
    const share = Math.min((wanted - before) / busyness, 1);
    yield Math.min(
      hourMs + Math.floor(share * lengthMs),
      to.getTime() - 1,
    );
  }
}

function busynessOf(fromMs: number, toMs: number): number {
  let sum = 0;
  for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
    sum += busynessOfHour(hourMs, toMs);
  }
  return sum;
}

/** The last hour may be a part of one. */
function busynessOfHour(hourMs: number, toMs: number): number {
  const date = new Date(hourMs);
  const isWeekend = date.getUTCDay() % 6 === 0;
  const part = Math.min(1, (toMs - hourMs) / HOUR_MS);
  return part * HOURS[date.getUTCHours()]! * (isWeekend ? WEEKEND_SHARE : 1) *
    YEARLY_GROWTH ** (hourMs / YEAR_MS);
}
