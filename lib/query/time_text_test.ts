import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { TimeTexts } from "./time_text.ts";

Deno.test("TimeTexts writes every time as toISOString() does", () => {
  const texts = new TimeTexts();
  const years = {
    min: new Date("-000002-01-01"),
    max: new Date("+010002-01-01"),
  };
  fc.assert(
    fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
      assertEquals(texts.of(date.getTime()), date.toISOString());
    }),
  );
  for (const text of ["1969-12-31T23:59:59.999Z", "2024-02-29T00:00:00.000Z"]) {
    assertEquals(texts.of(Date.parse(text)), text);
  }
  assertThrows(() => texts.of(9e15), RangeError);
});
