import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { Random } from "./random.ts";

Deno.test("Random repeats itself for the same seed and stream alone", () => {
  const first = (seed: number, stream?: number) =>
    new Random(seed, stream).uuid();
  assertEquals(first(1), first(1));
  assertNotEquals(first(1), first(2));
  assertNotEquals(first(1), first(1, 1));
});

Deno.test("Random spreads its fractions evenly", () => {
  const random = new Random(1);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw++) counts[random.below(10)]! += 1;
  for (const count of counts) {
    assert(Math.abs(count - 10_000) < 500, `${counts}`);
  }
});

Deno.test("Random.uuid() is a UUID of version 4", () => {
  const random = new Random(1);
  for (let draw = 0; draw < 1000; draw++) {
    assertMatch(
      random.uuid(),
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  }
});
