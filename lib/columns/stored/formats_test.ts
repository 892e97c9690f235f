import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseRecord } from "../../query/record.ts";
import { anyLine } from "../../testing/any_line.ts";
import { newBlock, packed } from "../block.ts";
import { Dictionary, UNBOUNDED } from "../dictionary.ts";
import { decodeBlock, encodeBlock } from "./block_file.ts";
import { decodeColumn, encodeColumn } from "./column_file.ts";
import { decodeContainer, encodeContainer } from "./container.ts";

const bytes = fc.uint8Array({ maxLength: 40 });
const container = fc.record({
  header: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  sections: fc.array(bytes, { maxLength: 3 }),
});

Deno.test("a container gives back what was put in, with sections where typed arrays can begin", () => {
  fc.assert(fc.property(container, (content) => {
    const decoded = decodeContainer(encodeContainer(content))!;
    assertEquals(
      { ...decoded.header },
      { ...content.header },
    );
    assertEquals(decoded.sections.map((each) => each.byteOffset % 8 === 0), [
      ...content.sections.map(() => true),
    ]);
    assertEquals(
      decoded.sections.map((each) => [...each]),
      content.sections.map((each) => [...each]),
    );
  }));
});

Deno.test("a container with any bit turned, cut anywhere or longer than it was is none", () => {
  fc.assert(
    fc.property(container, fc.nat(), fc.nat({ max: 7 }), (content, at, bit) => {
      const whole = encodeContainer(content);
      const turned = whole.slice();
      turned[at % whole.length]! ^= 1 << bit;
      assertEquals(decodeContainer(turned), undefined);
      const cut = whole.slice(0, at % whole.length);
      assertEquals(decodeContainer(cut), undefined);
      const longer = new Uint8Array(whole.length + 1 + at % 9);
      longer.set(whole);
      assertEquals(decodeContainer(longer), undefined);
    }),
  );
});

Deno.test("any bytes are no container", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assertEquals(decodeContainer(bytes.slice()), undefined);
  }));
});

const rows = fc.array(anyLine, { minLength: 1, maxLength: 30 });
const OWNER = { block: "0f", field: "a" };

Deno.test("a column gives back the value of every row, by a dictionary that has other values", () => {
  fc.assert(fc.property(rows, rows, (lines, others) => {
    const valuesOf = (lines: readonly string[]) =>
      lines.map((line) => {
        const record = parseRecord(line);
        return record && Object.values(record)[0];
      });
    const values = valuesOf(lines);
    const [dictionary, other] = [1, 2].map(() => new Dictionary(UNBOUNDED));
    for (const value of valuesOf(others)) {
      if (value !== undefined) other!.add(value);
    }
    const codes = Uint32Array.from(
      values,
      (value) => value === undefined ? 0 : dictionary!.add(value),
    );
    const owner = { ...OWNER, rows: lines.length };
    const file = encodeColumn(owner, packed(codes), dictionary!)!;
    const decoded = decodeColumn(owner, file, other!)!;
    assertEquals(Array.from(decoded, (code) => other!.value(code)), values);
    for (const [row, value] of values.entries()) {
      if (value !== undefined) assertEquals(other!.add(value), decoded[row]);
    }
  }));
});

Deno.test("a column of 65,536 rows keeps 300 and 60,000 values apart", () => {
  for (const size of [300, 60_000]) {
    const [dictionary, other] = [1, 2].map(() => new Dictionary(UNBOUNDED));
    const codes = Uint32Array.from(
      { length: 65_536 },
      (_, row) => dictionary!.add(`v${row % size}`),
    );
    const owner = { ...OWNER, rows: codes.length };
    const file = encodeColumn(owner, packed(codes), dictionary!)!;
    const decoded = decodeColumn(owner, file, other!)!;
    assertEquals(Array.from(decoded), Array.from(codes));
  }
});

Deno.test("a column is none of another block, another field or another number of rows", () => {
  const dictionary = new Dictionary(UNBOUNDED);
  const codes = Uint8Array.of(dictionary.add("x"), 0);
  const owner = { ...OWNER, rows: 2 };
  const file = encodeColumn(owner, codes, dictionary)!;
  const others = [
    { ...owner, block: "0e" },
    { ...owner, field: "b" },
    { ...owner, rows: 1 },
  ];
  for (const other of others) {
    assertEquals(decodeColumn(other, file, dictionary), undefined);
  }
  assertEquals(decodeBlock(owner.block, file), undefined);
});

Deno.test("a column whose values are as long as the lines is not worth a file", () => {
  const dictionary = new Dictionary(UNBOUNDED);
  const long = "x".repeat(1_500_000);
  const codes = Uint8Array.of(1, 2, 3).map((n) => dictionary.add(n + long));
  const owner = { ...OWNER, rows: 3 };
  assertEquals(encodeColumn(owner, codes, dictionary), undefined);
});

const time = fc.oneof(
  fc.constant(NaN),
  fc.integer({ min: 1_790_000_000_000, max: 1_790_000_100_000 }),
  // More than 49 days from each other do not fit into 32 bits.
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
);

Deno.test("a block gives back its times and which rows are no records", () => {
  const row = fc.tuple(time, fc.boolean());
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (all, hasInvalid) => {
        const stretches = [{ path: "s.jsonl", start: 0, end: all.length }];
        const block = newBlock({
          stretches,
          rows: all.length,
          times: Float64Array.from(all, ([time]) => time),
          invalid: hasInvalid
            ? Uint8Array.from(all, ([, isInvalid]) => Number(isInvalid))
            : undefined,
          columns: [],
        });
        const stored = [{ segment: "s.jsonl", start: 0, end: 1, samples: 7 }];
        const decoded = decodeBlock("0f", encodeBlock("0f", block, stored))!;
        assertEquals(decoded.stretches, stored);
        assertEquals(decoded.block(stretches), block);
      },
    ),
  );
});

Deno.test("a block's file is that of no other block", () => {
  const block = newBlock({
    stretches: [],
    rows: 1,
    times: Float64Array.of(1),
    invalid: undefined,
    columns: [],
  });
  const file = encodeBlock("0f", block, []);
  assertEquals(decodeBlock("0e", file), undefined);
  const owner = { ...OWNER, rows: 1 };
  assertEquals(
    decodeColumn(owner, file, new Dictionary(UNBOUNDED)),
    undefined,
  );
});
