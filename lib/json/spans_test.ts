import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { memberSpans } from "./spans.ts";

const LAYOUTS = fc.constantFrom(undefined, 0, 2, "\t");

Deno.test("memberSpans() finds key and text of every member of any object", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      LAYOUTS,
      (object, layout) => {
        const text = JSON.stringify(object, undefined, layout);
        const members = memberSpans(text);
        const rebuilt = `{${
          members.map(({ start, end }) => text.slice(start, end)).join(",")
        }}`;
        assertEquals(JSON.parse(rebuilt), JSON.parse(text));
        assertEquals(
          members.map(({ key }) => key).sort(),
          Object.keys(JSON.parse(text)).sort(),
        );
      },
    ),
  );
});

Deno.test("memberSpans() gives duplicate keys each, decoded", () => {
  const text = `{"a": 1, "\\u0061" : {"b":[1,2]},"c":"x,\\"}"}`;
  assertEquals(
    memberSpans(text).map((
      { key, start, end },
    ) => [key, text.slice(start, end)]),
    [["a", `"a": 1`], ["a", `"\\u0061" : {"b":[1,2]}`], ["c", `"c":"x,\\"}"`]],
  );
});
