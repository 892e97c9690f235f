import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { readEvent } from "../lib/event/mod.ts";
import { type FleetEvent, fleetEvents, journalLine } from "./fleet.ts";

const YEARS = { from: new Date("2014-01-01"), to: new Date("2026-07-01") };

/** One fleet for all tests that look at shares. */
const LARGE: readonly FleetEvent[] = [
  ...fleetEvents({ seed: 1, count: 20_000, ...YEARS }),
];

// deno-lint-ignore no-explicit-any -- an event may be anything
const PARSED: readonly any[] = LARGE.map(({ text }) => JSON.parse(text));

function shareOf(
  isWanted: (event: typeof PARSED[number]) => boolean,
  year?: string,
): number {
  const events = PARSED.filter((_, index) =>
    year === undefined || LARGE[index]!.serverTime.startsWith(year)
  );
  return events.filter(isWanted).length / events.length;
}

function isPython(major: number, minor: number) {
  return (event: typeof PARSED[number]) =>
    event.python?.version_info?.[0] === major &&
    event.python?.version_info?.[1] === minor;
}

Deno.test("fleetEvents() gives the same bytes for the same seed, others for another", () => {
  const make = (
    seed: number,
  ) => [...fleetEvents({ seed, count: 200, ...YEARS })];
  assertEquals(make(7), make(7));
  assertNotEquals(make(7), make(8));
});

Deno.test("fleetEvents() gives as many as asked, within the times asked, ascending", () => {
  fc.assert(fc.property(
    fc.integer(),
    fc.integer({ min: 0, max: 50 }),
    fc.date({
      min: new Date("2011-01-01"),
      max: new Date("2026-01-01"),
      noInvalidDate: true,
    }),
    fc.integer({ min: 1000, max: 100 * 86_400_000 }),
    (seed, count, from, lengthMs) => {
      const to = new Date(from.getTime() + lengthMs);
      const times = [...fleetEvents({ seed, count, from, to })]
        .map(({ serverTime }) => serverTime);
      assertEquals(times.length, count);
      assertEquals(times, times.toSorted());
      for (const time of times) {
        assert(from.toISOString() <= time && time < to.toISOString(), time);
      }
    },
  ));
});

Deno.test("fleetEvents() gives events that the server accepts, each with a uuid of its own", () => {
  const uuids = new Set(LARGE.map(({ text }) => {
    const { uuid } = readEvent(new TextEncoder().encode(text));
    return JSON.stringify(uuid);
  }));
  assertEquals(uuids.size, LARGE.length);
  const lengths = LARGE.map(({ text }) => text.length);
  const mean = lengths.reduce((sum, length) => sum + length) / lengths.length;
  assert(mean > 550 && mean < 750, `${mean} characters`);
});

Deno.test("journalLine() is the event on one line, with its server time last", () => {
  for (const event of LARGE.slice(0, 1000)) {
    const line = journalLine(event);
    assertEquals(line.indexOf("\n"), line.length - 1);
    assertEquals(JSON.parse(line), {
      ...JSON.parse(event.text),
      server_time: event.serverTime,
    });
  }
});

Deno.test("fleetEvents() lets versions come up and fade out by their dates", () => {
  assert(shareOf(isPython(2, 7), "2014") > 0.9);
  assert(shareOf(isPython(2, 7), "2025") < 0.1);
  assert(shareOf(isPython(2, 7), "2025") > 0.005);
  assertEquals(shareOf(isPython(3, 12), "2022"), 0);
  assert(shareOf(isPython(3, 12), "2025") > 0.2);
  assert(shareOf(isPython(3, 8), "2021") > shareOf(isPython(3, 8), "2024"));
});

Deno.test("fleetEvents() has both shapes of uname, all systems, a long tail and oddities", () => {
  const listShare = shareOf((event) => Array.isArray(event.uname));
  assert(listShare > 0.2 && listShare < 0.6, `${listShare} are lists`);
  for (const system of ["Linux", "Windows", "Darwin"]) {
    const share = shareOf((event) =>
      event.uname?.system === system || event.uname?.[0] === system
    );
    assert(share > 0.05 && share < 0.8, `${share} ${system}`);
  }
  const users = Map.groupBy(PARSED, (event) => event.username);
  assert(users.size > 1500, `${users.size} users`);
  const starts = [...users.values()].map(({ length }) => length).toSorted();
  assert(starts.filter((count) => count < 5).length > users.size / 4);
  const odd = shareOf((event) => event.uname?.[0] === "L" || !event.python);
  assert(odd > 0.001 && odd < 0.02, `${odd} odd`);
});

Deno.test("fleetEvents() has text beyond ASCII, quoted signs and escapes in some", () => {
  const texts = LARGE.map(({ text }) => text);
  for (const pattern of [/[^\0-\x7f]/, /\\u00/, /\\"/, /\\\\/, /<\/script>/]) {
    const share = texts.filter((text) => pattern.test(text)).length /
      texts.length;
    assert(share > 0 && share < 0.5, `${share} with ${pattern}`);
  }
});
