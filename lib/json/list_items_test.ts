import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { listItems } from "./list_items.ts";

const LAYOUTS = fc.constantFrom(undefined, 0, 2, "\t");

Deno.test("listItems() finds the text of every item of any list", () => {
  fc.assert(fc.property(fc.array(fc.jsonValue()), LAYOUTS, (list, layout) => {
    const text = ` ${JSON.stringify(list, undefined, layout)}\n`;
    const items = Array.from(listItems(text), (item) => JSON.parse(item));
    assertEquals(items, JSON.parse(text));
  }));
});

/** What makes lists, and what breaks them. */
const TOKENS = [
  ...["[", "]", "{", "}", ",", ":", " ", "\n", "\u00a0", "1", "-", "null"],
  ...[`"a"`, `"`, "\\", `"]"`, `{"a":1}`, "[[],{}]", `"\\""`],
];

Deno.test("listItems() takes of any text what JSON.parse() takes, and nothing else", () => {
  const tokens = fc.array(fc.constantFrom(...TOKENS), { maxLength: 8 });
  fc.assert(
    fc.property(tokens, fc.boolean(), (tokens, isEnded) => {
      const text = `[${tokens.join("")}${isEnded ? "]" : ""}`;
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        assertThrows(() => [...listItems(text)], SyntaxError);
        return;
      }
      const items = Array.from(listItems(text), (item) => JSON.parse(item));
      assertEquals(items, expected);
    }),
    { numRuns: 10_000 },
  );
});

Deno.test("listItems() throws where there is no list", () => {
  for (const text of ["", " ", "{}", "1", `"[]"`]) {
    assertThrows(() => [...listItems(text)], SyntaxError);
  }
});

Deno.test("listItems() looks at no item before it is asked for", () => {
  const items = listItems("[1,2,3,x");
  assertEquals([...items.take(3)], ["1", "2", "3"]);
});
