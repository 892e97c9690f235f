import { assertEquals } from "@std/assert";
import { type Event, readEvent, runOf } from "../../event/mod.ts";
import type { ItemProblem } from "./check.ts";
import { answerBatch } from "./report.ts";

const PROBLEMS: readonly ItemProblem[] = [
  { index: 0, message: 'first "quoted"' },
  { index: 3, message: "\u2028" },
];

function eventsOf(count: number): Event[] {
  return Array.from(
    { length: count },
    () => readEvent(new TextEncoder().encode(`{"a":1}`)),
  );
}

const CASES: readonly {
  readonly name: string;
  readonly good: number;
  readonly problems?: readonly ItemProblem[];
  readonly duplicates?: readonly number[];
  readonly items: readonly string[];
}[] = [
  { name: "one stored item", good: 1, items: ["stored"] },
  { name: "as many again", good: 2, items: ["stored", "stored"] },
  { name: "the same number of items", good: 2, items: ["stored", "stored"] },
  {
    name: "duplicates",
    good: 3,
    duplicates: [0, 2],
    items: ["duplicate", "stored", "duplicate"],
  },
  {
    name: "rejected ones, and duplicates between and behind them",
    good: 4,
    problems: PROBLEMS,
    duplicates: [1, 3],
    items: [
      "rejected",
      "stored",
      "duplicate",
      "rejected",
      "stored",
      "duplicate",
    ],
  },
  {
    name: "only rejected ones",
    good: 0,
    problems: [{ index: 0, message: "bad" }],
    items: ["rejected"],
  },
];

for (const { name, good, problems = [], duplicates = [], items } of CASES) {
  Deno.test(`the answer to a batch tells of ${name}`, async () => {
    const batch = { run: runOf(eventsOf(good)), problems };
    const answer = await answerBatch(batch, duplicates).json();
    assertEquals(answer, {
      success: problems.length === 0,
      stored: good - duplicates.length,
      duplicates: duplicates.length,
      rejected: problems.length,
      items: items.map((status, index) => {
        const problem = problems.find((each) => each.index === index);
        return problem === undefined
          ? { index, status }
          : { index, status, error: problem.message };
      }),
    });
  });
}
