import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseRecord, serverTimeOf } from "../query/record.ts";
import { basePathOf } from "./base_path.ts";
import { BlockReader } from "./scan_run.ts";

/** The times that a scan reads, line by line. */
function scannedTimes(lines: readonly string[]): number[] {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, lines.map((line) => `${line}\n`).join(""));
    const { size: end } = Deno.statSync(path);
    const stretches = [{ path, start: 0, end }];
    const paths = [basePathOf(["a"])];
    const blocks = new BlockReader().read({ stretches, paths });
    return [...blocks].flatMap(({ times }) => [...times]);
  } finally {
    Deno.removeSync(path);
  }
}

function exactTime(line: string): number {
  const record = parseRecord(line);
  const time = record && serverTimeOf(record);
  return time === undefined ? NaN : Date.parse(time);
}

const lineOf = (time: string) => JSON.stringify({ a: 1, server_time: time });

/** Whole times of a few days, so that many are of the day of the line before. */
const wholeTime = fc.tuple(
  fc.constantFrom(
    "0000-01-01",
    "1970-01-01",
    "1999-12-31",
    "2024-02-29",
    "2026-11-23",
    "9999-12-31",
  ),
  fc.nat(24 * 60 * 60 * 1000 - 1),
).map(([day, ms]) =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + ms).toISOString()
);

/** One place holds something else, which may still be a time. */
const time = fc.tuple(
  wholeTime,
  fc.option(
    fc.record({
      at: fc.nat(23),
      character: fc.constantFrom(..."0123456789-:.TZz /é\u0001~"),
    }),
    { freq: 2 },
  ),
).map(([time, change]) =>
  change === null
    ? time
    : time.slice(0, change.at) + change.character + time.slice(change.at + 1)
);

Deno.test("a scan reads the same times as JSON.parse() and Date.parse()", () => {
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 30 }), (times) => {
      const lines = times.map(lineOf);
      assertEquals(scannedTimes(lines), lines.map(exactTime));
    }),
    { numRuns: 700 },
  );
});

Deno.test("a scan reads no time where a part of it is out of its range", () => {
  const times = [
    "2026-11-23T23:59:59.999Z",
    "2026-11-23T24:00:00.000Z",
    "2026-11-23T23:60:00.000Z",
    "2026-11-23T23:59:60.000Z",
    "2026-02-29T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-00-01T00:00:00.000Z",
    "2026-11-00T00:00:00.000Z",
    "2026-11-31T00:00:00.000Z",
    "2026-11-23T00:00:00.000Z",
  ];
  const lines = times.map(lineOf);
  const [first, ...others] = scannedTimes(lines);
  assertEquals(first, Date.parse(times[0]!));
  assertEquals(others.slice(0, -1), others.slice(0, -1).map(() => NaN));
  assertEquals(others.at(-1), Date.parse(times.at(-1)!));
});
