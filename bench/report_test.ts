import { assertEquals } from "@std/assert";
import { findingsOf, type Report, tableOf } from "./report.ts";

const REPORT: Report = {
  title: "Ingest",
  unit: "requests/s",
  rows: [
    { name: "discard", samples: [1000, 2000, 900] },
    { name: "os", samples: [800, 1000, 810], target: { atLeast: 0.75 } },
    { name: "disk", samples: [400, 900, 450], target: { atLeast: 0.5 } },
  ],
  checks: ["all stored"],
};

Deno.test("findingsOf() takes the median of the rounds' ratios, not the ratio of medians", () => {
  const [discard, os, disk] = findingsOf(REPORT);
  assertEquals([discard?.ratio, discard?.isMet], [1, undefined]);
  assertEquals([os?.ratio, os?.isMet], [0.8, true]);
  assertEquals([disk?.ratio, disk?.isMet], [0.45, false]);
});

Deno.test("tableOf() says for every target whether it is met", () => {
  assertEquals(
    tableOf(REPORT),
    [
      "Ingest (requests/s)",
      "         median     min     max  ratio   target",
      "discard    1000  900.00    2000  1.000",
      "os       810.00  800.00    1000  0.800  >= 0.75  met",
      "disk     450.00  400.00  900.00  0.450   >= 0.5  NOT met",
      "checked: all stored",
    ].join("\n"),
  );
});
