import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyLine } from "../testing/any_line.ts";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";
import type { EngineOptions } from "./engine_options.ts";

const QUERY = { top: 2, format: undefined };

/** All fields with more than two values are wide. */
const NARROW: EngineOptions = {
  dictionary: { maxValues: 2, maxCharacters: 1000 },
};

/** One value has room, and not two. */
const CROWDED: EngineOptions = { dictionariesBytes: 350 };

Deno.test("fields() tells of each path how many records have it, of which types, and the most common values", () => {
  using bench = new EngineBench();
  bench.append(
    "2026-11-23",
    [
      `{"user":"a","n":1,"list":[1,{"x":null}],"odd.key":{}}`,
      `{"user":"b","n":1.0,"list":[]}`,
      `{"user":"a","n":"1","list":["1"]}`,
      `no record`,
    ].map((line) => `${line}\n`).join(""),
  );
  const { record_count, fields } = bench.engine.fields(QUERY, bench.views);
  assertEquals(record_count, 3);
  const told = fields.toSorted((a, b) => a.path < b.path ? -1 : 1);
  assertEquals(told, [
    {
      path: "list",
      record_count: 3,
      types: { array: 3 },
      distinct_count: 3,
      top: [{ value: `[1,{"x":null}]`, count: 1 }, { value: "[]", count: 1 }],
    },
    {
      path: "list.0",
      record_count: 2,
      types: { number: 1, string: 1 },
      distinct_count: 1,
      top: [{ value: "1", count: 2 }],
    },
    {
      path: "list.1.x",
      record_count: 1,
      types: { null: 1 },
      distinct_count: 1,
      top: [{ value: "null", count: 1 }],
    },
    {
      path: "n",
      record_count: 3,
      types: { number: 2, string: 1 },
      distinct_count: 2,
      top: [{ value: "1", count: 2 }, { value: "1.0", count: 1 }],
    },
    {
      path: "odd\\.key",
      record_count: 1,
      types: { object: 1 },
      distinct_count: 1,
      top: [{ value: "{}", count: 1 }],
    },
    {
      path: "user",
      record_count: 3,
      types: { string: 3 },
      distinct_count: 2,
      top: [{ value: "a", count: 2 }, { value: "b", count: 1 }],
    },
  ]);
});

Deno.test("fields() tells of lines that came since it was last asked too, whether a field is wide or not", () => {
  for (const options of [{}, NARROW]) {
    using bench = new EngineBench(options);
    for (const [count, user] of [[1, `"a"`], [2, "7"], [3, "null"]] as const) {
      bench.append("2026-11-23", `{"user":${user},"n":${count}}\n`);
      const { fields } = bench.engine.fields(QUERY, bench.views);
      const counts = fields.map((field) => field.record_count);
      assertEquals(counts, [count, count]);
    }
    const { fields } = bench.engine.fields(QUERY, bench.views);
    const user = fields.find(({ path }) => path === "user")!;
    assertEquals(user.types, { string: 1, number: 1, null: 1 });
    assertEquals(user.distinct_count, options === NARROW ? null : 3);
  }
});

Deno.test("what fields() tells of a path is what a count by it gives, for any lines", () => {
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 20 }),
      fc.constantFrom<EngineOptions>(
        {},
        NARROW,
        { budgetBytes: 1 },
        CROWDED,
      ),
      (lines, options) => {
        using bench = new EngineBench(options);
        bench.append("2026-11-23", lines.map((each) => `${each}\n`).join(""));
        const { fields } = bench.engine.fields(QUERY, bench.views);
        // Asked again, it is told from what is remembered.
        for (let again = 0; again < 2; again++) {
          const asked = bench.engine.fields(QUERY, bench.views);
          // Which dictionaries have room depends on those that are there.
          if (options !== CROWDED) assertEquals(asked.fields, fields);
        }
        for (const field of fields) {
          const { path, record_count, distinct_count, types, top } = field;
          const params = new URLSearchParams({ group_by: path });
          const expected = referenceCount(parse(`${params}`), lines);
          assertEquals(record_count, expected.record_count, path);
          if (distinct_count !== null) {
            assertEquals(distinct_count, expected.grouped_key_count, path);
            // Of values that are as common any may be told.
            const counts = expected.groups!.map(({ count }) => count);
            assertEquals(
              top.map(({ count }) => count),
              counts.slice(0, QUERY.top),
            );
            for (const { value, count } of top) {
              const group = expected.groups!.find(({ key }) =>
                key[0] === value
              );
              assertEquals(group?.count, count, path);
            }
          } else assert(options === NARROW || options === CROWDED);
          const typed = Object.values(types).reduce((sum, n) => sum + n, 0);
          assertEquals(typed, record_count, path);
        }
      },
    ),
    { numRuns: 300 },
  );
});
