import { assertEquals, assertLess } from "@std/assert";
import { backoffMs, retryAfterMs } from "./backoff.ts";

const NOW_MS = Date.parse("2026-11-24T12:00:00Z");

function wait(failures: number, random: number, retryAfterMs?: number) {
  return backoffMs({ failures, retryAfterMs, random: () => random });
}

Deno.test("backoffMs() doubles up to a quarter of an hour, and spreads over the upper half", () => {
  assertEquals([1, 2, 3, 9, 1000].map((failures) => wait(failures, 0)), [
    2500,
    5000,
    10_000,
    450_000,
    450_000,
  ]);
  assertEquals(wait(1, 0.5), 3750);
  assertLess(wait(1000, 0.999999), 900_001);
});

Deno.test("backoffMs() never waits less than the server asked for, and spreads beyond it", () => {
  assertEquals(wait(1, 0, 60_000), 60_000);
  assertEquals(wait(1, 0.5, 60_000), 61_250);
  assertEquals(wait(9, 0, 1000), 450_000);
});

Deno.test("backoffMs() believes no server that wants a day and more", () => {
  assertEquals(wait(1, 0, 1e12), 24 * 3600_000);
});

const HEADERS: [header: string | null, ms: number | undefined][] = [
  [null, undefined],
  ["120", 120_000],
  [" 0 ", 0],
  ["Tue, 24 Nov 2026 12:01:30 GMT", 90_000],
  ["Tue, 24 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
];

for (const [header, ms] of HEADERS) {
  Deno.test(`retryAfterMs() reads ${JSON.stringify(header)} as ${ms}`, () => {
    assertEquals(retryAfterMs(header, NOW_MS), ms);
  });
}
