import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyLine } from "../testing/any_line.ts";
import type { UuidKey } from "./uuid_key.ts";
import { uuidKeyOfLine } from "./uuid_of_line.ts";
import { UUID_ROW_WORDS } from "./uuid_list.ts";
import { uuidListsBackward } from "./uuids_of_lines.ts";

const TAIL = `"server_time":"2026-11-23T21:04:05.123Z"}`;
const UUID = "0dedaf4b-4581-480A-ad36-79d3b4c0fe8f";
const encoder = new TextEncoder();

/** Members of an event, in which `uuid` is what it seems, or only looks like it. */
const MEMBERS: readonly [string, ...string[]] = [
  `"uuid":"${UUID}"`,
  `"uuid": "${UUID}"`,
  `"uuid" :"${UUID}"`,
  `"uuid":"short"`,
  `"uuid":"${UUID}x"`,
  `"uuid":"${UUID.replace("4", "g")}"`,
  `"uuid":""`,
  `"uuid":7`,
  `"uuid":{"a":"${UUID}"}`,
  `"uuid":"\\u0061"`,
  `"\\u0075uid":"${UUID}"`,
  `"x":"uuid"`,
  `"x":["uuid","uuid"]`,
  `"x":{"uuid":"${UUID}"}`,
  `"x":[{"uuid":"${UUID}"}]`,
  `"x":"\\"uuid\\":\\"${UUID}\\""`,
  `"x":"C:\\\\"`,
  `"x":"print(\\"ok\\")"`,
  `"x\\"uuid":"${UUID}"`,
  `"x":"y\\"uuid"`,
  `"x":"\\\\","uuid":"${UUID}"`,
  `"x":{"y\\"":{"uuid":"${UUID}"}}`,
  `"x":"}{]["`,
  `"x":"{\\\\"`,
  `"é":"😀"`,
  `"x":"${"y".repeat(40)}"`,
];

const ownLine = fc.array(fc.constantFrom(...MEMBERS), { maxLength: 4 })
  .map((members) => `{${[...members, TAIL].join(",")}`);

/** Also where nothing is as the journal writes it. */
const line = fc.oneof(
  { weight: 4, arbitrary: ownLine },
  { weight: 1, arbitrary: anyLine },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      `{"uuid":"${UUID}"}`,
      `{"uuid":"${UUID}"`,
      `{"uuid":"${UUID}",${TAIL} `,
      `{"a":"\x01","uuid":"${UUID}",${TAIL}`,
      TAIL,
      "",
    ),
  },
);

function backward(text: string): UuidKey[] {
  const bytes = encoder.encode(text);
  const source = {
    sizeBytes: bytes.length,
    readAt(offset: number, into: Uint8Array) {
      into.set(bytes.subarray(offset, offset + into.length));
      return into;
    },
  };
  const keys: UuidKey[] = [];
  for (const { count, words } of uuidListsBackward(source)) {
    for (let place = 0; place < count; place++) {
      const [hasUuid, a, b, c, d] = words.subarray(place * UUID_ROW_WORDS);
      if (hasUuid) keys.push({ a: a!, b: b!, c: c!, d: d! });
    }
  }
  return keys;
}

function oneByOne(lines: readonly string[]): UuidKey[] {
  return lines.toReversed()
    .map((each) => uuidKeyOfLine(encoder.encode(each)))
    .filter((key) => key !== undefined);
}

Deno.test("uuidListsBackward() finds in any lines what uuidKeyOfLine() finds in each", () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.boolean(),
      (lines, isOpen) => {
        const text = lines.map((each) => `${each}\n`).join("");
        // A line that is empty and open is no line.
        const last = isOpen ? text.replace(/\n$/, "") : text;
        assertEquals(backward(last), oneByOne(lines));
      },
    ),
    { numRuns: 3000 },
  );
});

Deno.test("uuidListsBackward() goes through more lines than it holds, and ones that are longer", () => {
  const uuid = (number: number) =>
    UUID.replace("0dedaf4b", String(number).padStart(8, "0"));
  const long = `{"uuid":"${uuid(0)}","x":"${"y".repeat(300_000)}",${TAIL}`;
  const lines = Array.from(
    { length: 20_000 },
    (_, index) => `{"uuid":"${uuid(index + 1)}",${TAIL}`,
  );
  const all = [...lines, long, ...lines.slice(0, 5)];
  assertEquals(backward(`${all.join("\n")}\n`), oneByOne(all));
});
