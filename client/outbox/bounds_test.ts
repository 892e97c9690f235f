import { assertEquals } from "@std/assert";
import { type Bounded, excess } from "./bounds.ts";

const BOUNDS = { maxEvents: 3, maxBytes: 100, maxAgeMs: 50 };

function files(...pairs: [atMs: number, sizeBytes: number][]): Bounded[] {
  return pairs.map(([atMs, sizeBytes]) => ({ atMs, sizeBytes }));
}

const CASES: [name: string, files: Bounded[], count: number][] = [
  ["nothing of nothing", [], 0],
  ["nothing within all bounds", files([50, 50], [60, 25], [70, 25]), 0],
  ["the oldest beyond the count", files([60, 1], [61, 1], [62, 1], [63, 1]), 1],
  [
    "as many as bring it below the bytes",
    files([60, 60], [61, 60], [62, 60]),
    2,
  ],
  ["what is too old", files([1, 1], [2, 1], [50, 1]), 2],
  ["nothing from a clock that was ahead", files([1000, 1]), 0],
  ["even the only one that is too large", files([60, 101]), 1],
];

for (const [name, list, count] of CASES) {
  Deno.test(`excess() is ${name}`, () => {
    assertEquals(excess(list, BOUNDS, 100), count);
  });
}
