import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DictionaryFull, UNBOUNDED } from "./dictionary.ts";
import { TextTable } from "./text_table.ts";

Deno.test("TextTable numbers any texts in the order of their coming, and gives them back", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "\ud800", "\udc00x", "\\ud800", "\ufeff", "é", "\xff"),
  );
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const table = new TextTable(UNBOUNDED);
      const numbers = texts.map((each) => table.add(each));
      const unique = [...new Set(texts)];
      assertEquals(numbers, texts.map((each) => unique.indexOf(each) + 1));
      assertEquals(unique.map((_, at) => table.text(at + 1)), unique);
      assertEquals(table.size, unique.length + 1);
    }),
  );
});

Deno.test("TextTable keeps texts that are longer than its chunks", () => {
  const table = new TextTable(UNBOUNDED);
  const texts = [300_000, 10, 262_144, 0, 262_145]
    .map((length) => "x".repeat(length));
  assertEquals(texts.map((text) => table.add(text)), [1, 2, 3, 4, 5]);
  assertEquals(texts.map((_, at) => table.text(at + 1)), texts);
});

Deno.test("TextTable takes no more values and characters than it may", () => {
  const few = new TextTable({ maxValues: 2, maxCharacters: 100 });
  few.add("a");
  few.add("b");
  assertEquals(few.add("a"), 1);
  assertThrows(() => few.add("c"), DictionaryFull);
  const short = new TextTable({ maxValues: 100, maxCharacters: 5 });
  short.add("abc");
  assertThrows(() => short.add("def"), DictionaryFull);
});

Deno.test("TextTable takes less than 60 bytes a text besides its own", () => {
  const table = new TextTable(UNBOUNDED);
  const uuids = 100_000;
  for (let each = 0; each < uuids; each++) {
    table.add(`${each}`.padStart(36, "0"));
    if (each < 10_000) continue;
    const own = 36 * (each + 1);
    const further = (table.sizeBytes - own) / (each + 1);
    assert(further < 60, `${further} bytes with ${each + 1} texts`);
  }
});
