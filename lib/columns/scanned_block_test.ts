import { assertEquals } from "@std/assert";
import { type JsonValue, parseExact } from "../json/exact.ts";
import { BlockDecoder } from "./scanned_block.ts";

/** The values that come of JSON texts, all of them new in one block. */
function decoded(texts: readonly string[]): readonly JsonValue[] {
  const encoder = new TextEncoder();
  const textsStart = 1000;
  const entries: number[] = [];
  let place = textsStart;
  for (const text of texts) {
    const { length } = encoder.encode(text);
    entries.push(place, length, 0);
    place += length;
  }
  const { columns } = new BlockDecoder().decode({
    stretches: [],
    rows: 0,
    times: new Float64Array(0),
    generation: 1,
    columns: [{
      codes: new Uint32Array(0),
      known: 0,
      entries: new Uint32Array(entries),
    }],
    texts: encoder.encode(texts.join("")),
    textsStart,
    exact: [],
  });
  return columns[0]!.values;
}

const STRINGS = Array.from({ length: 200 }, (_, each) => `"host-${each}"`);
const SOME = {
  "plain strings": STRINGS,
  "few strings": ['"a"', '""', '"\\"\\u00e9"'],
  "strings with escapes and other letters": [...STRINGS, '"é\\n\\""', '"日本"'],
  "strings among other values": [...STRINGS, "1.0", "null", '["a",1e3]'],
  "numbers that keep their text": STRINGS.map((_, each) => `${each}.0`),
};

for (const [what, texts] of Object.entries(SOME)) {
  Deno.test(`a block's values are those of their texts: ${what}`, () => {
    assertEquals(decoded(texts), texts.map(parseExact));
  });
}
