import { assertEquals, assertThrows } from "@std/assert";
import { ServiceError } from "../error.ts";
import { parseTimeBound } from "./time_bounds.ts";

const NOW = new Date("2026-03-31T12:00:00.000Z");

const BOUNDS: [text: string, time: string][] = [
  ["2026-11-23", "2026-11-23T00:00:00.000Z"],
  ["2026-11-23T21:04", "2026-11-23T21:04:00.000Z"],
  ["2026-11-23T21:04:05", "2026-11-23T21:04:05.000Z"],
  ["2026-11-23T21:04:05.123Z", "2026-11-23T21:04:05.123Z"],
  ["2026-11-23 21:04:05", "2026-11-23T21:04:05.000Z"],
  ["2026-11-23T21:04:05+02:00", "2026-11-23T19:04:05.000Z"],
  ["2026-11-23T21:04:05-0130", "2026-11-23T22:34:05.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["30s", "2026-03-31T11:59:30.000Z"],
  ["15m", "2026-03-31T11:45:00.000Z"],
  ["12h", "2026-03-31T00:00:00.000Z"],
  ["7d", "2026-03-24T12:00:00.000Z"],
  ["2w", "2026-03-17T12:00:00.000Z"],
  ["1mo", "2026-02-28T12:00:00.000Z"],
  ["13mo", "2025-02-28T12:00:00.000Z"],
  ["1y", "2025-03-31T12:00:00.000Z"],
  ["9999y", "0000-01-01T00:00:00.000Z"],
];

for (const [text, time] of BOUNDS) {
  Deno.test(`since=${text} is ${time}`, () => {
    assertEquals(parseTimeBound("since", text, NOW), time);
  });
}

for (
  const text of [
    "yesterday",
    "7",
    "d",
    "-7d",
    "7 d",
    "1.5d",
    "2026-02-30",
    "2026-13-01",
    "2026-11-23T25:00",
    "20261123",
    "2026-11-23T",
    "99999-01-01",
    "999999999y",
    "999999999w",
    "2026-11-23T21:04:05+99:00",
  ]
) {
  Deno.test(`since=${text} is refused with what is accepted`, () => {
    const error = assertThrows(
      () => parseTimeBound("since", text, NOW),
      ServiceError,
      `got "${text}"`,
    );
    assertEquals(error.status, 400);
  });
}
