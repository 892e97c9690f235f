import { assertEquals, assertRejects } from "@std/assert";
import { ServiceError } from "../../error.ts";
import { headAt, shapeCheck } from "../../event/mod.ts";
import type { Turns } from "../../turns.ts";
import { checkBatch } from "./check.ts";

const LIMITS = { maxBodyBytes: 20, maxBatchItems: 1000 };

const encoder = new TextEncoder();

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
  Deno.test(`checkBatch() lets others in between lines of ${text}, and reads what is behind`, async () => {
    const turns = new ShortTurns();
    const lines = `${`${text}\n`.repeat(REPEATED)}{"a":1}`;
    const body = encoder.encode(lines);
    const { run, problems } = await checkBatch(body, LIMITS, turns);
    const expected = message === undefined ? [] : Array.from(
      { length: REPEATED },
      (_, index) => ({ index, message }),
    );
    assertEquals(problems, expected);
    assertEquals(run.ends.length, REPEATED + 1 - problems.length);
    assertEquals(turns.count, REPEATED + 1);
  });
}

Deno.test("checkBatch() lets others in while it takes a list apart", async () => {
  const turns = new ShortTurns();
  const list = `[${"1,".repeat(REPEATED - 1)}1]`;
  const body = encoder.encode(list);
  const { problems } = await checkBatch(body, LIMITS, turns);
  assertEquals(problems.length, REPEATED);
  assertEquals(turns.count, REPEATED);
});

Deno.test("checkBatch() takes as many items as there may be, good or bad, and no more", async () => {
  const limits = { ...LIMITS, maxBatchItems: 4 };
  for (const items of [["1", `{"a":1}`], [`{"a":1}`], ["{}"], ["1"]]) {
    for (const count of [4, 5]) {
      const texts = Array.from(
        { length: count },
        (_, index) => items[index % items.length],
      );
      for (const text of [texts.join("\n"), `[${texts}]`]) {
        const checked = checkBatch(
          encoder.encode(text),
          limits,
          new ShortTurns(),
        );
        if (count === 4) {
          const { run, problems } = await checked;
          assertEquals(run.ends.length + problems.length, 4);
        } else {
          const { status } = await assertRejects(() => checked, ServiceError);
          assertEquals(status, 413);
        }
      }
    }
  }
});

Deno.test("checkBatch() looks at the shape of what is longer than harmless, and keeps the order", async () => {
  const shape = { maxNesting: 2, maxKeys: 100, maxStringBytes: 100 };
  const texts = [`{"a":1}`, `{"a":[[1]]}`, `{"b":2}`, `{"a":[1,2]}`, `{"c":3}`];
  const { run, problems } = await checkBatch(
    encoder.encode(texts.join("\n")),
    { ...LIMITS, checkShape: shapeCheck(shape), harmlessBytes: 7 },
    new ShortTurns(),
  );
  assertEquals(problems.map(({ index }) => index), [1]);
  const heads = Array.from(
    run.ends.keys(),
    (place) => new TextDecoder().decode(headAt(run, place)),
  );
  assertEquals(heads, [`{"a":1,`, `{"b":2,`, `{"a":[1,2],`, `{"c":3,`]);
});
