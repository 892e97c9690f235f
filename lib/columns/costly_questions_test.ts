/** Questions that are made to take long, as long as a URL may be. */
import { assert, assertEquals } from "@std/assert";
import { EngineBench } from "../testing/engine_bench.ts";
import { packed } from "./block.ts";

/** Each takes well below a second where nothing else is at work. */
const MAX_MS = 20_000;
const MAX_CHARACTERS = 16_000;

/** As many of some texts as a URL has room for, with something between. */
function many(texts: (n: number) => string, between: string): string {
  const all: string[] = [];
  let left = MAX_CHARACTERS;
  while (left > 0) {
    const text = texts(all.length);
    left -= text.length + between.length;
    all.push(text);
  }
  return all.join(between);
}

const CONDITIONS: readonly [what: string, condition: string, count: number][] =
  [
    ["numbers", `n=${many((n) => `${n % 10}`, "|")}`, 10],
    ["equal numbers", `n=${many(() => "1.0", "|")}`, 1],
    ["texts", `t=${many((n) => `t${n}`, "|")}`, 2852],
    ["other texts", `t!=${many((n) => `x${n}`, "|")}`, 60_000],
    ["bars", `t=${"|".repeat(MAX_CHARACTERS)}`, 0],
    ["digits to compare", `n<${"1".repeat(MAX_CHARACTERS)}`, 60_000],
    ["a version to compare", `t<t${"1.".repeat(MAX_CHARACTERS / 2)}`, 2],
    ["a text to look for", `t~${"t1".repeat(MAX_CHARACTERS / 2)}`, 0],
  ];

for (const [what, condition, count] of CONDITIONS) {
  Deno.test(`a condition of ${MAX_CHARACTERS} characters of ${what} is soon answered`, () => {
    using bench = new EngineBench({ search: { endBytes: 0, maxMisses: 10 } });
    bench.append(
      "2026-11-23",
      Array.from({ length: 60_000 }, (_, n) => `{"n":${n},"t":"t${n}"}\n`)
        .join(""),
    );
    const question = `${new URLSearchParams({ where: condition })}`;
    const start = performance.now();
    const { record_count } = bench.count(question);
    const records = bench.records(`${question}&limit=1`);
    const tookMs = performance.now() - start;
    assertEquals(record_count, count);
    assertEquals(records.length, Math.min(1, record_count));
    assert(tookMs < MAX_MS, `${tookMs} ms`);
  });
}

Deno.test("columns of paths that no row has take no memory of their own", () => {
  const [some, others] = [
    packed(new Uint32Array(7)),
    packed(new Uint32Array(9)),
  ];
  assertEquals([some.length, others.length], [7, 9]);
  assert(some.buffer === others.buffer);
});
