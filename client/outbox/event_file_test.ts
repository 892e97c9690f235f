import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { eventFile, parseName, sentText } from "./event_file.ts";
import { DamageError } from "./files.ts";
import { uuidOf } from "./fixtures.ts";

Deno.test("parseName() gives back what eventFile() named, and names sort by time", () => {
  const files = fc.record({
    atMs: fc.integer({ min: 0, max: 8.64e15 / 10 }),
    uuid: fc.uuid(),
    attempts: fc.integer({ min: 0, max: 99_999 }),
  });
  fc.assert(fc.property(files, files, (a, b) => {
    const [first, second] = [eventFile(a), eventFile(b)];
    assertEquals(parseName(first.name), first);
    if (a.atMs < b.atMs) assertEquals(first.name < second.name, true);
  }));
});

for (
  const name of [
    "",
    "x",
    "../../etc/passwd",
    `${uuidOf(1)}.json`,
    `000000000000001-${uuidOf(1)}.0.json.tmp`,
    `000000000000001-${"-".repeat(36)}.0.json`,
  ]
) {
  Deno.test(`parseName() takes ${JSON.stringify(name)} for none of ours`, () => {
    assertEquals(parseName(name), undefined);
  });
}

Deno.test("sentText() says the how-manieth attempt it is, on one line", () => {
  const file = eventFile({ atMs: 1, uuid: uuidOf(1), attempts: 2 });
  const text = `{\n"uuid": "${uuidOf(1)}", "client": {"version": "1"}}`;
  assertEquals(
    sentText(text, file),
    `{"uuid":"${uuidOf(1)}","client":{"version":"1","sent_attempts":3}}`,
  );
});

for (
  const text of [
    "",
    "{",
    "null",
    "[]",
    `{"uuid":"${uuidOf(2)}"}`,
  ]
) {
  Deno.test(`sentText() refuses ${JSON.stringify(text)}`, () => {
    const file = eventFile({ atMs: 1, uuid: uuidOf(1), attempts: 0 });
    assertThrows(() => sentText(text, file), DamageError);
  });
}
