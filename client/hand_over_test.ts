import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeHandOver, encodeHandOver } from "./hand_over.ts";

const UUID = "0dedaf4b-4581-480a-ad36-79d3b4c0fe8f";

Deno.test("decodeHandOver() gives back whatever encodeHandOver() was given", () => {
  const handOvers = fc.record({
    args: fc.array(fc.string({ unit: "binary" })),
    cwd: fc.string(),
    startMs: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    uuid: fc.uuid(),
    slot: fc.nat(),
  });
  fc.assert(fc.property(handOvers, (handOver) => {
    const text = encodeHandOver(handOver, 1_000_000);
    assertEquals(text.includes("\0"), false);
    assertEquals(decodeHandOver(text), handOver);
  }));
});

Deno.test("encodeHandOver() keeps to its bound, and the options and first words", () => {
  const words = fc.array(fc.string({ unit: "grapheme", maxLength: 3000 }), {
    maxLength: 200,
  });
  fc.assert(fc.property(words, (words) => {
    const args = ["--server", "http://h", "--", ...words];
    const text = encodeHandOver({ args, startMs: 1, uuid: UUID }, 5000);
    assert(new TextEncoder().encode(text).length <= 5000);
    const decoded = decodeHandOver(text)!.args;
    assertEquals(decoded.slice(0, 3), args.slice(0, 3));
    decoded.forEach((word, at) => assert(word === args[at] || word === "***"));
  }));
});

Deno.test("encodeHandOver() replaces a long word as a whole and keeps the rest", () => {
  const args = ["--", "x.py", "s".repeat(200_000), "end"];
  const text = encodeHandOver({ args, startMs: 1, uuid: UUID }, 100_000);
  assertEquals(decodeHandOver(text)?.args, ["--", "x.py", "***", "end"]);
});

for (
  const text of [
    "",
    "1",
    "{",
    "{}",
    "[]",
    "null",
    '{"args": 1, "startMs": 2}',
    '{"args": [], "startMs": 2, "uuid": "../x"}',
  ]
) {
  Deno.test(`decodeHandOver() takes ${JSON.stringify(text)} for none`, () => {
    assertEquals(decodeHandOver(text), undefined);
  });
}
