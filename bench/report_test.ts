import { assertEquals, assertThrows } from "@std/assert";
import { findingsOf, type Report, tableOf } from "./report.ts";

const REPORT: Report = {
  title: "Ingest",
  unit: "requests/s",
  rows: [
    { name: "discard", samples: [1000, 2000, 900] },
    { name: "os", samples: [800, 1000, 810], targets: [{ atLeast: 0.75 }] },
    { name: "disk", samples: [400, 900, 450], targets: [{ atLeast: 0.5 }] },
  ],
  checks: ["all stored"],
};

Deno.test("findingsOf() takes the median of the rounds' ratios, not the ratio of medians", () => {
  const found = findingsOf(REPORT).map(({ ratio, verdicts }) => [
    ratio,
    ...verdicts.map(({ isMet }) => isMet),
  ]);
  assertEquals(found, [[1], [0.8, true], [0.45, false]]);
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

const TIMES: Report = {
  title: "Query",
  unit: "ms",
  rows: [
    { name: "texts", samples: [20, 40, 30] },
    { name: "enums", samples: [4, 8, 6] },
    {
      name: "ours",
      samples: [3, 6, 6],
      targets: [
        { atMost: 0.2 },
        { atMost: 0.5, of: "enums" },
        { medianBelow: 6 },
      ],
    },
    { name: "jq", samples: [600] },
  ],
  checks: [],
  notes: ["mlr is missing"],
};

Deno.test("findingsOf() compares with the named row, with the median itself, and what ran once", () => {
  const [, , ours, jq] = findingsOf(TIMES);
  assertEquals(
    ours?.verdicts.map(({ value, isMet }) => [value, isMet]),
    [[0.15, true], [0.75, false], [6, false]],
  );
  assertEquals(jq?.ratio, 20);
  const base = { name: "base", samples: [1] };
  const row = { ...base, targets: [{ atMost: 1, of: "nowhere" }] };
  assertThrows(
    () => findingsOf({ ...TIMES, rows: [base, row] }),
    Error,
    '"nowhere"',
  );
});

Deno.test("tableOf() has a line for each further target, and the notes", () => {
  assertEquals(
    tableOf(TIMES),
    [
      "Query (ms)",
      "            median     min     max   ratio  target",
      "texts        30.00   20.00   40.00   1.000",
      "enums         6.00    4.00    8.00   0.200",
      "ours          6.00    3.00    6.00   0.150  <= 0.2  met",
      "  to enums                           0.750  <= 0.5  NOT met",
      "  itself      6.00                             < 6  NOT met",
      "jq          600.00  600.00  600.00  20.000",
      "note: mlr is missing",
    ].join("\n"),
  );
});
