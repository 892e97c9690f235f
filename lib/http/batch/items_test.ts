import { assertEquals } from "@std/assert";
import { isProblem } from "../../error.ts";
import type { Turns } from "../../turns.ts";
import { readItems } from "./items.ts";

const LIMITS = { maxBodyBytes: 20, maxBatchItems: 1000 };

/** Turns of which each is as short as can be. */
class ShortTurns implements Turns {
  readonly isOver = true;
  count = 0;

  next(): Promise<void> {
    this.count++;
    return Promise.resolve();
  }
}

/** What the exact way must read, good or bad, and what is wrong with it. */
const SLOW = [
  [
    `x`,
    `An event must be a JSON object: Unexpected token 'x', "x" is not valid JSON`,
  ],
  [`1`, "An event must be a JSON object, got a number"],
  [`{}`, undefined],
  [`{"a":"too long for an event"}`, "An event must be at most 20 bytes"],
] as const;

const REPEATED = 100;

for (const [text, message] of SLOW) {
  Deno.test(`readItems() lets others in between lines of ${text}, and reads what is behind`, async () => {
    const turns = new ShortTurns();
    const lines = `${`${text}\n`.repeat(REPEATED)}{"a":1}`;
    const read = await readItems(
      new TextEncoder().encode(lines),
      LIMITS,
      turns,
    );
    const problems = read.map((item) =>
      isProblem(item) ? item.message : undefined
    );
    assertEquals(problems, [...Array(REPEATED).fill(message), undefined]);
    assertEquals(turns.count, REPEATED);
  });
}

Deno.test("readItems() lets others in while it takes a list apart, and while it reads its items", async () => {
  const turns = new ShortTurns();
  const list = `[${"1,".repeat(REPEATED - 1)}1]`;
  const read = await readItems(new TextEncoder().encode(list), LIMITS, turns);
  assertEquals(read.length, REPEATED);
  assertEquals(turns.count, 2 * REPEATED);
});
