import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseCountQuery } from "./query.ts";
import { countResult } from "./answer.ts";

/** The keys of groups with these counts, in the order of an answer. */
function keysOf(question: string, counts: readonly number[]): string[] {
  const query = parseCountQuery(new URLSearchParams(question), {
    now: new Date(0),
  });
  const tally = (place: number) => ({
    key: [`k${place}`],
    count: counts[place]!,
    first: undefined,
    last: undefined,
    distinct: [],
  });
  const { groups } = countResult(query, {
    groups: {
      length: counts.length,
      count: (place) => counts[place]!,
      key: (place) => tally(place).key,
      tally,
    },
    recordCount: counts.reduce((sum, count) => sum + count, 0),
    errorCount: 0,
    elapsedMs: 0,
  });
  return Array.from(groups!, ({ key }) => key[0]!);
}

Deno.test("countResult() has the largest groups first, those of the same count by key, and no more than top", () => {
  const count = fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 1_000_000_000 }),
  );
  const top = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(fc.array(count, { maxLength: 40 }), top, (counts, top) => {
      const byKey = counts.map((count, place) => ({ key: `k${place}`, count }))
        .sort((a, b) => a.key < b.key ? -1 : 1);
      const expected = byKey.toSorted((a, b) => b.count - a.count);
      const keys = (groups: typeof byKey) => groups.map(({ key }) => key);
      assertEquals(keysOf("group_by=a", counts), keys(expected));
      assertEquals(
        keysOf(`group_by=a&top=${top}`, counts),
        keys(expected).slice(0, top),
      );
      assertEquals(
        keysOf(`group_by=a&order=key&top=${top}`, counts),
        keys(byKey).slice(0, top),
      );
    }),
    { numRuns: 500 },
  );
});
