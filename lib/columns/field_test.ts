import { assertEquals } from "@std/assert";
import { parsePath } from "../query/path.ts";
import { PATHS } from "../testing/any_question.ts";
import { fieldOf, valueFieldOf } from "./field.ts";

for (const text of [...PATHS, "a\\\\b", "\\@python", "\\ x", "a\\,b.c\\=d"]) {
  Deno.test(`the id of the field ${text} tells the field, where it is one of values`, () => {
    const field = fieldOf(parsePath(text));
    assertEquals(
      valueFieldOf(field.id),
      field.kind === "values" ? field : undefined,
    );
  });
}

const NO_IDS = [
  "",
  "{",
  "[]",
  "null",
  '"a"',
  "@nothing",
  '[{"key":"a","index":5}]',
  '[{"index":0}]',
  "[null]",
];
for (const id of NO_IDS) {
  Deno.test(`${JSON.stringify(id)} is no field's id`, () => {
    assertEquals(valueFieldOf(id), undefined);
  });
}
