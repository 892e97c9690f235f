import { assert, assertEquals } from "@std/assert";
import { type JsonValue, parseExact } from "../json/exact.ts";
import { basePathOf } from "./base_path.ts";
import { BlockDecoder, handOver, takeOver } from "./scanned_block.ts";
import { MAX_ROWS, Scanner } from "./scanner.ts";

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

for (const [count, bytesEach] of [[65_535, 2], [65_536, 4]] as const) {
  Deno.test(`a block of ${count} values is handed over with ${bytesEach} bytes for each row`, () => {
    const path = Deno.makeTempFileSync();
    const text = Array.from({ length: count }, (_, n) => `{"n":"${n}"}\n`)
      .join("");
    Deno.writeTextFileSync(path, text);
    const scanner = new Scanner([basePathOf(["n"])]);
    const [bytes] = scanner.scan([{ path, start: 0, end: text.length }]);
    assert(bytes !== undefined && count <= MAX_ROWS);
    const handed = structuredClone(handOver(bytes));
    assertEquals(handed.columns[0]!.codes.byteLength, count * bytesEach);
    const { columns: [column] } = new BlockDecoder().decode(takeOver(handed));
    assertEquals(
      Array.from(column!.codes, (code) => column!.values[code - 1]),
      Array.from({ length: count }, (_, n) => `${n}`),
    );
    Deno.removeSync(path);
  });
}
