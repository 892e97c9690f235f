import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyLine } from "../testing/any_line.ts";
import { EngineBench } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";
import { parseCountQuery, VIRTUAL_FIELDS } from "../query/mod.ts";
import { suggest } from "./suggest.ts";

const VIRTUAL = VIRTUAL_FIELDS.map(({ name }) => name);

function suggested(lines: readonly string[]) {
  using bench = new EngineBench();
  bench.append("2026-11-23", lines.map((each) => `${each}\n`).join(""));
  return suggest(bench.views);
}

Deno.test("suggest() offers virtual fields, then paths and values that are there more than once, the most frequent first", () => {
  const { paths, conditions } = suggested([
    `{"uname":["Linux"],"user":"a|b","odd.key":1.0}`,
    `{"uname":["Linux"],"user":"a|b","once":true}`,
    `{"uname":["Linux"],"user":"c","odd.key":1.0}`,
    `{"uname":["Linux"],"user":"c"}`,
    `{"user":"c","list":[]}`,
    `no record`,
  ]);
  assertEquals(paths, [
    ...VIRTUAL,
    "user",
    "uname.0",
    "odd\\.key",
    "once",
    "list",
  ]);
  assertEquals(conditions, [
    "@os=Linux",
    "user=c",
    "user=a\\|b",
    "uname.0=Linux",
    "odd\\.key=1.0",
  ]);
});

Deno.test("suggest() offers nothing that a line of a form cannot hold", () => {
  const values = [" a", "b\n", "\u0000", "\ud800", "x".repeat(81), "good"];
  const { conditions } = suggested(
    values.flatMap((value) => {
      const line = JSON.stringify({ value, [`key ${value}`]: 1 });
      return [line, line];
    }),
  );
  assertEquals(conditions, ["value=good", "key  a=1", "key good=1"]);
});

Deno.test("suggest() does not go into what has too long a path, and says nothing of it", () => {
  const many = Array.from({ length: 4000 }, (_, each) => [`k${each}`, 1]);
  const deep = { [".".repeat(15_000)]: Object.fromEntries(many) };
  const { paths, conditions } = suggested([JSON.stringify(deep), `{"a":1}`]);
  assertEquals([paths, conditions], [[...VIRTUAL, "a"], []]);
});

Deno.test("every condition that is suggested is understood, and holds for two records at least", () => {
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 10 }),
      (lines) => {
        const { paths, conditions } = suggested([...lines, ...lines]);
        for (const where of conditions) {
          const params = new URLSearchParams({ where });
          const query = parseCountQuery(params, { now: new Date(0) });
          const all = [...lines, ...lines];
          const { record_count } = referenceCount(query, all);
          assert(record_count >= 2, where);
        }
        for (const path of paths) {
          const params = new URLSearchParams({ group_by: path });
          parseCountQuery(params, { now: new Date(0) });
        }
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("suggest() looks at the ends of some segments, whatever is cut off there", () => {
  using bench = new EngineBench();
  const filler = `{"filler":"${"x".repeat(1000)}"}\n`.repeat(200);
  for (let day = 10; day < 30; day++) {
    bench.append(`2026-11-${day}`, `{"early":${day}}\n`);
    bench.append(`2026-11-${day}`, filler);
    bench.append(`2026-11-${day}`, `{"late":${day % 2}}\n`);
  }
  bench.compress("2026-11-10", "seekable");
  const { paths, conditions } = suggest(bench.views);
  assertEquals(paths, [...VIRTUAL, "filler", "late"]);
  assertEquals(conditions, ["late=1", "late=0"]);
});

Deno.test("suggest() of nothing is the virtual fields alone", () => {
  assertEquals(suggest([]), { paths: VIRTUAL, conditions: [] });
});
