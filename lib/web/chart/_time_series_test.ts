import { assertEquals } from "@std/assert";
import type { Group } from "../../query/mod.ts";
import { type Interval, type TimeSeries, timeSeries } from "./_time_series.ts";

function groupsOf(counts: Record<string, number>): Group[] {
  return Object.entries(counts).map(([key, count]) => ({
    key: key.split(" "),
    count,
    share: 0,
    first_seen: null,
    last_seen: null,
  }));
}

/** The series, times as texts. */
function plain({ interval, starts, end, series, undatedCount }: TimeSeries) {
  return {
    interval,
    starts: starts.map((start) => start.toISOString().slice(0, 16)),
    end: end.toISOString().slice(0, 16),
    series: series.map(({ key, counts }) => [
      key?.join() ?? "others",
      ...starts.map((start) => counts.get(start.getTime()) ?? 0),
    ]),
    undatedCount,
  };
}

const START = "00:00";
const TABLE: {
  name: string;
  interval: Interval;
  counts: Record<string, number>;
  expected: ReturnType<typeof plain>;
}[] = [
  {
    name: "a bucket without records is 0, once for each gap",
    interval: "month",
    counts: { "a 2026-09": 5, "a 2026-01": 2, "b 2026-10": 1, "b 2026-01": 1 },
    expected: {
      interval: "month",
      starts: ["2026-01", "2026-02", "2026-09", "2026-10"].map((text) =>
        `${text}-01T${START}`
      ),
      end: `2026-11-01T${START}`,
      series: [["a", 2, 0, 5, 0], ["b", 1, 0, 0, 1]],
      undatedCount: 0,
    },
  },
  {
    name: "weeks begin on Monday",
    interval: "week",
    counts: { "2026-11-16": 1, "2026-11-23": 2 },
    expected: {
      interval: "week",
      starts: [`2026-11-16T${START}`, `2026-11-23T${START}`],
      end: `2026-11-30T${START}`,
      series: [["", 1, 2]],
      undatedCount: 0,
    },
  },
  {
    name: "hours are read as they are written",
    interval: "hour",
    counts: { "2026-11-23T23:00Z": 1 },
    expected: {
      interval: "hour",
      starts: ["2026-11-23T23:00"],
      end: `2026-11-24T${START}`,
      series: [["", 1]],
      undatedCount: 0,
    },
  },
  {
    name: "too many days are drawn as weeks, too many weeks as months",
    interval: "day",
    counts: { "2010-01-01": 1, "2010-01-31": 1, "2026-11-23": 3 },
    expected: {
      interval: "month",
      starts: ["2010-01", "2010-02", "2026-11"].map((text) =>
        `${text}-01T${START}`
      ),
      end: `2026-12-01T${START}`,
      series: [["", 2, 0, 3]],
      undatedCount: 0,
    },
  },
  {
    name: "a bucket that is no time is counted apart",
    interval: "day",
    counts: { "a 2026-11-23": 1, "a 2026-19-39": 4 },
    expected: {
      interval: "day",
      starts: [`2026-11-23T${START}`],
      end: `2026-11-24T${START}`,
      series: [["a", 1]],
      undatedCount: 4,
    },
  },
  {
    name: "the smaller series are the others",
    interval: "year",
    counts: { "a 2026": 1, "b 2026": 2, "c 2026": 3, "d 2025": 1, "e 2026": 9 },
    expected: {
      interval: "year",
      starts: [`2025-01-01T${START}`, `2026-01-01T${START}`],
      end: `2027-01-01T${START}`,
      series: [["e", 0, 9], ["c", 0, 3], ["b", 0, 2], ["others", 1, 1]],
      undatedCount: 0,
    },
  },
];

for (const { name, interval, counts, expected } of TABLE) {
  Deno.test(`timeSeries(): ${name}`, () => {
    const series = timeSeries(groupsOf(counts), { interval, maxSeries: 3 });
    assertEquals(plain(series!), expected);
  });
}

Deno.test("timeSeries() is undefined where no bucket is a time", () => {
  const options = { interval: "day", maxSeries: 3 } as const;
  assertEquals(timeSeries([], options), undefined);
  assertEquals(timeSeries(groupsOf({ "2026-00-00": 1 }), options), undefined);
});
