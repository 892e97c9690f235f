import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isProblem } from "../error.ts";
import { ANY_EVENT_BYTES, EVENT_TEXTS } from "../testing/any_event.ts";
import { readOrProblem } from "./event.ts";
import { type EventRun, headAt, RunBuilder } from "./event_run.ts";
import { checkFast } from "./fast.ts";
import { joinedLines } from "./joined_lines.ts";
import { UUID_ROW_WORDS } from "./uuid_list.ts";

const encoder = new TextEncoder();
const latin1 = new TextDecoder("latin1");
const MAX_BYTES = 1_000_000;

const USUAL = EVENT_TEXTS.slice(0, 2).map((text) => encoder.encode(text));

/** The lines that are not blank, split by plain means. */
function plainLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(bytes.slice(start, end));
    start = end + 1;
  }
  return lines.filter((line) => !isBlank(line));
}

function isBlank(line: Uint8Array): boolean {
  return /^[ \t\r]*$/.test(latin1.decode(line));
}

/** Head and uuid of each event of a run, as texts. */
function described(run: EventRun): string[] {
  return Array.from({ length: run.uuids.count }, (_, place) => {
    const row = place * UUID_ROW_WORDS;
    const words = run.uuids.words.subarray(row, row + UUID_ROW_WORDS);
    return `${latin1.decode(headAt(run, place))} ${words}`;
  });
}

/** What one line is by itself, read the exact way. */
function exactly(line: Uint8Array): string {
  const event = readOrProblem(line.slice(), MAX_BYTES);
  if (isProblem(event)) return event.message;
  const builder = new RunBuilder(0);
  builder.add(event);
  return described(builder.finish())[0]!;
}

/** What `joinedLines` finds, and how many lines it joined. */
function joined(bytes: Uint8Array, maxBytes: number) {
  const found: string[] = [];
  let count = 0;
  for (const each of joinedLines(bytes, maxBytes)) {
    if (each instanceof Uint8Array) {
      if (!isBlank(each)) found.push(exactly(each));
    } else {
      const builder = new RunBuilder(7);
      builder.addJoined(each);
      found.push(...described(builder.finish()));
      count += each.uuids.count;
    }
    // As whoever takes turns does.
    checkFast(
      encoder.encode(`{"uuid":"0dedaf4b-4581-480a-ad36-79d3b4c0fe8f"}`),
    );
  }
  return { found, count };
}

Deno.test("joinedLines() reads each line as it is read by itself, for any bytes and wherever blocks end", () => {
  const filler = fc.oneof(
    fc.integer({ min: 262_000, max: 262_300 }),
    fc.integer({ min: 4_050, max: 4_120 }),
  ).map((size) => encoder.encode(JSON.stringify({ a: "x".repeat(size) })));
  const line = fc.oneof(
    { weight: 20, arbitrary: ANY_EVENT_BYTES },
    { weight: 20, arbitrary: fc.constantFrom(...USUAL) },
    { weight: 2, arbitrary: filler },
    {
      weight: 2,
      arbitrary: fc.constantFrom("", " \t\r", "\r", "1").map((text) =>
        encoder.encode(text)
      ),
    },
  );
  let joinedCount = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 40 }),
      fc.boolean(),
      (lines, isEnded) => {
        const all = Uint8Array.from(lines.flatMap((each) => [...each, 0x0a]));
        const bytes = isEnded ? all : all.subarray(0, -1);
        const { found, count } = joined(bytes.slice(), MAX_BYTES);
        assertEquals(found, plainLines(bytes).map(exactly));
        joinedCount += count;
      },
    ),
    { numRuns: 1_000 },
  );
  // Else this test compares the exact way with itself.
  assert(joinedCount > 1_000, `${joinedCount} were joined`);
});

Deno.test("joinedLines() joins more lines than it does at once", () => {
  const texts = Array.from({ length: 10_000 }, (_, n) => `{"n":${n}}`);
  const { found, count } = joined(encoder.encode(texts.join("\n")), MAX_BYTES);
  assertEquals(count, texts.length);
  assertEquals(found, texts.map((text) => exactly(encoder.encode(text))));
});

for (const maxBytes of [0, 7, 16]) {
  Deno.test(`joinedLines() joins no line of more than ${maxBytes} bytes`, () => {
    const texts = [
      `{"a":1}`,
      `{"a":12}`,
      `{"a":"0123456"}`,
      `{"a":"01234567"}`,
    ];
    const bytes = encoder.encode(texts.join("\n"));
    const { found, count } = joined(bytes, maxBytes);
    assertEquals(found, texts.map((text) => exactly(encoder.encode(text))));
    assertEquals(
      count,
      texts.filter(({ length }) => length <= maxBytes).length,
    );
  });
}

Deno.test("joinedLines() leaves what must be changed or has an unusual uuid", () => {
  const texts = [
    `{"server_time":1}`,
    `{"uuid":"x"}`,
    `{"uuid":7}`,
    `{}`,
    ` {"a":1}`,
  ];
  const bytes = encoder.encode(texts.join("\n"));
  const { found, count } = joined(bytes, MAX_BYTES);
  assertEquals(found, texts.map((text) => exactly(encoder.encode(text))));
  // A uuid that is no text makes nothing unique.
  assertEquals(count, 1);
});
