import { assertEquals, assertRejects } from "@std/assert";
import { answerOfRows } from "./answer.ts";
import { fastestForm } from "./fastest_form.ts";

const ROWS: Record<string, { count: number; tookMs: number }> = {
  slow: { count: 1, tookMs: 9 },
  fast: { count: 1, tookMs: 5 },
  wrong: { count: 2, tookMs: 1 },
};

function ask(sql: string) {
  const { count, tookMs } = ROWS[sql] ?? {};
  if (tookMs === undefined) return Promise.reject(new Error("no such table"));
  return Promise.resolve({
    tookMs,
    answer: () => answerOfRows([["x", count]], 1),
  });
}

const expected = { name: "ours", answer: answerOfRows([["x", 1]], 1) };
const formsOf = (names: readonly string[]) =>
  names.map((name) => ({ name, sql: name }));

Deno.test("fastestForm() takes the fastest right form, and says why others are unfit", async () => {
  const forms = formsOf(["slow", "wrong", "fast", "broken"]);
  assertEquals(await fastestForm({ forms, ask, expected }), {
    form: { name: "fast", sql: "fast" },
    unfit: [
      'ours and DuckDB (wrong) differ in 1: ["x"]: 1 and 2',
      "DuckDB (broken) fails: no such table",
    ],
  });
});

Deno.test("fastestForm() fails with the differences where no form is right", async () => {
  const forms = formsOf(["wrong", "broken"]);
  await assertRejects(
    () => fastestForm({ forms, ask, expected }),
    Error,
    '["x"]: 1 and 2\nDuckDB (broken) fails: no such table',
  );
});
