import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { pythonText } from "./python_text.ts";

Deno.test("pythonText() writes spaces and escapes as json.dumps does", () => {
  assertEquals(
    pythonText({ a: [1, -8, "é🐍\n"], 'b"': null, c: {} }),
    String.raw`{"a": [1, -8, "\u00e9\ud83d\udc0d\n"], "b\"": null, "c": {}}`,
  );
});

Deno.test("pythonText() is read back as the same value", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = pythonText(value);
    assertEquals(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }));
});
