import { assert, assertEquals } from "@std/assert";
import { COLD_QUESTIONS, coldForms } from "./cold_questions.ts";
import { REPEATED_QUESTIONS } from "./repeated_questions.ts";
import { quoted, readJson } from "./sql_text.ts";

Deno.test("quoted() doubles quotes", () => {
  assertEquals(quoted("/tmp/o'brien/*.jsonl"), "'/tmp/o''brien/*.jsonl'");
});

Deno.test("readJson() declares the wanted members alone", () => {
  assertEquals(
    readJson("/d/*.jsonl", { python: "STRUCT(compiler VARCHAR)" }),
    "read_json('/d/*.jsonl', format = 'newline_delimited', " +
      "columns = {python: 'STRUCT(compiler VARCHAR)'})",
  );
});

Deno.test("coldForms() asks for the path in each form, of the same files", () => {
  const [question] = COLD_QUESTIONS;
  const forms = coldForms(question, "/o'b/*.jsonl");
  assertEquals(new Set(forms.map(({ name }) => name)).size, forms.length);
  for (const { sql } of forms) assert(sql.includes("('/o''b/*.jsonl'"), sql);
  assertEquals(
    forms.at(-1)?.sql,
    "select json ->> '$.python.compiler' as key, count(*) from " +
      "read_json_objects('/o''b/*.jsonl', format = 'newline_delimited') group by key",
  );
});

Deno.test("every form of a repeated question asks the given table", () => {
  for (const { forms } of REPEATED_QUESTIONS) {
    for (const { sql } of forms("some_table")) {
      assert(/\bfrom some_table\b/.test(sql), sql);
    }
  }
});
