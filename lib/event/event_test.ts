import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { isProblem, ServiceError } from "../error.ts";
import {
  type Event,
  eventTail,
  readEvent,
  readEventLines,
  readOrProblem,
} from "./event.ts";
import { type EventText, parseEvent } from "./exact.ts";
import { checkFast } from "./fast.ts";
import { keyOfUuid } from "./uuid_key.ts";

const TIME = "2026-11-23T21:04:05.123Z";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function lineOf(text: string): string {
  return decoder.decode(readEvent(encoder.encode(text)).head) +
    decoder.decode(eventTail(TIME));
}

Deno.test("a line is the event with server_time last, for any object in any layout", () => {
  const layouts = fc.constantFrom(undefined, 1, "\t", "\r\n".length);
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      layouts,
      (object, layout) => {
        const line = lineOf(JSON.stringify(object, undefined, layout));
        assertEquals(line.indexOf("\n"), line.length - 1);
        const { server_time: _, ...others } = object;
        // Compared as text: parsing alone would make -0 of one and 0 of the other.
        assertEquals(
          JSON.parse(line),
          JSON.parse(JSON.stringify({ ...others, server_time: TIME })),
        );
      },
    ),
  );
});

/** What is usual, what is not, and what is wrong. */
const TEXTS = [
  `{"username": "mahmoud", "uuid": "0dedaf4b-4581-480a-ad36-79d3b4c0fe8f", "python":` +
  ` {"have_ucs4": true, "version_info": [2, 7, 6, "final", 0], "argv": [], "x": {}, "n": null,` +
  ` "f": false}, "é": "\\u00e9é€😀\\n", "t": {"o": -8.0e+10, "z": [[[0]], {"a": []}]}}`,
  `{"a":1}`,
  `{"uuid":"x","b":[1.5e-3,-0,0.1]}`,
  `{"server_time":1,"uuid":7}`,
  `{"a":"a text of more than sixteen bytes, twice as long","b":"\\"\\\\\\/\\b\\f\\n\\r\\t"}`,
  `{}`,
];

/** Bytes that make a difference somewhere. */
const BYTES = encoder.encode(
  `{}[]",:\\ \t\r\n0123456789-+.eEtrufalsnuid_m\0é€😀`,
);

/** A text with a few bytes changed, left out or put in. */
const mutated = fc.tuple(
  fc.constantFrom(...TEXTS),
  fc.array(
    fc.record({
      place: fc.nat(400),
      action: fc.constantFrom("change", "insert", "delete"),
      byte: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...BYTES) },
        { weight: 1, arbitrary: fc.nat(255) },
      ),
    }),
    { maxLength: 3 },
  ),
).map(([text, edits]) => {
  const bytes = [...encoder.encode(text)];
  for (const { place, action, byte } of edits) {
    const at = place % (bytes.length + 1);
    if (action === "delete") bytes.splice(at, 1);
    else bytes.splice(at, action === "change" ? 1 : 0, byte);
  }
  return Uint8Array.from(bytes);
});

function exactly(bytes: Uint8Array): EventText | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const event = parseEvent(text);
  return isProblem(event) ? undefined : event;
}

function read(bytes: Uint8Array): Event | undefined {
  try {
    return readEvent(bytes.slice());
  } catch (error) {
    assertEquals(error instanceof ServiceError && error.status, 400);
    return undefined;
  }
}

Deno.test("readEvent() accepts, keeps and identifies just what the exact way does, for any bytes", () => {
  let fast = 0;
  fc.assert(
    fc.property(mutated, (bytes) => {
      if (checkFast(bytes)) fast++;
      const expected = exactly(bytes);
      const event = read(bytes);
      assertEquals(
        event && { head: decoder.decode(event.head), uuid: event.uuid },
        expected && {
          head: expected.head,
          uuid: expected.uuid === undefined
            ? undefined
            : keyOfUuid(expected.uuid),
        },
      );
    }),
    { numRuns: 20_000 },
  );
  // Else this test compares the exact way with itself.
  assertEquals(fast > 5_000, true, `${fast} took the fast way`);
});

/** The lines, split by plain means, each read on its own: what was read, or the error's text. */
function readOneByOne(bytes: Uint8Array): unknown[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(bytes.slice(start, end));
    start = end + 1;
  }
  return lines.filter((line) => !/^[ \t\r]*$/.test(latin1.decode(line)))
    .map((line) => {
      try {
        return described(readEvent(line));
      } catch (error) {
        return (error as Error).message;
      }
    });
}

const latin1 = new TextDecoder("latin1");

function described({ head, uuid }: Event) {
  return { head: decoder.decode(head), uuid };
}

/** What there is of a line, where its bytes are left too. */
function readAgain(each: Event | Uint8Array): unknown {
  const event = each instanceof Uint8Array
    ? readOrProblem(each, LIMITS.maxBytes)
    : each;
  return isProblem(event) ? event.message : described(event);
}

const LIMITS = { maxBytes: 1_000_000, maxEvents: 1000 };

Deno.test("readEventLines() reads each line as readEvent() does, for any bytes and wherever blocks end", () => {
  const filler = fc.integer({ min: 262_000, max: 262_300 })
    .map((size) => encoder.encode(JSON.stringify({ a: "x".repeat(size) })));
  const line = fc.oneof(
    { weight: 20, arbitrary: mutated },
    { weight: 1, arbitrary: filler },
    { weight: 1, arbitrary: fc.constant(encoder.encode(" \t\r")) },
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const bytes = Uint8Array.from(lines.flatMap((each) => [...each, 0x0a]));
      const expected = readOneByOne(bytes);
      const read = readEventLines(bytes, LIMITS).map(readAgain);
      assertEquals(read, expected);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("readEventLines() leaves what is longer than allowed, and reads the rest", () => {
  const long = JSON.stringify({ a: "x".repeat(10) });
  const read = readEventLines(
    encoder.encode(`{"b":1}\n${long}\n{"c":1}`),
    { ...LIMITS, maxBytes: 16 },
  );
  assertEquals(
    read.map((each) =>
      each instanceof Uint8Array ? each : described(each).head
    ),
    [`{"b":1,`, encoder.encode(long), `{"c":1,`],
  );
});

Deno.test("readEvent() reads as before after more shapes than it keeps, and of one with too many keys in one place", () => {
  for (let index = 0; index < 5_000; index++) {
    const text = `{"uuid":"u${index}","key ${
      index % 40
    }":{"${index}":[1,"a"]}}`;
    assertEquals(lineOf(text).length, text.length + 42);
    const event = readEvent(encoder.encode(text));
    assertEquals(event.uuid, keyOfUuid(`u${index}`));
  }
  assertEquals(lineOf(TEXTS[1]!), `{"a":1,"server_time":"${TIME}"}\n`);
});

Deno.test("readEvent() refuses a wrong value, end or rest in an event of a shape seen before", () => {
  const good = `{"uuid":"x","n":1,"s":"a","o":{"b":true}}`;
  assertEquals(lineOf(good).length, good.length + 42);
  const wrong = [
    `{"uuid":"x","n":01,"s":"a","o":{"b":true}}`,
    `{"uuid":"x","n":1,"s":"a\u0001","o":{"b":true}}`,
    `{"uuid":"x","n":1,"s":"\\x","o":{"b":true}}`,
    `{"uuid":"x","n":1,"s":"a","o":{"b":tru}}`,
    `{"uuid":"x","n":1,"s":"a","o":{"b":true}`,
    `{"uuid":"x","n":1,"s":"a","o":{"b":true}}}`,
    `${good}\n${good}`,
  ];
  for (const text of wrong) {
    assertThrows(() => readEvent(encoder.encode(text)), ServiceError);
  }
});

for (const text of TEXTS.slice(0, 3)) {
  Deno.test(`checkFast() vouches for ${text.slice(0, 30)}, on its own or with a line break`, () => {
    const { length } = encoder.encode(text);
    assertEquals(checkFast(encoder.encode(text))?.length, length - 1);
    assertEquals(checkFast(encoder.encode(`${text}\r\n`))?.length, length - 1);
  });
}

Deno.test("readEvent() takes the largest events the fast way, and larger ones the exact way", () => {
  for (const size of [262_142, 262_143, 262_144, 1_000_000]) {
    const text = JSON.stringify({ a: "x".repeat(size - 8) });
    assertEquals(text.length, size);
    assertEquals(lineOf(text).length, size + 42);
    assertEquals(checkFast(encoder.encode(text)) !== undefined, size < 262_144);
  }
});

Deno.test("readEvent() says that bytes are not UTF-8", () => {
  const bytes = encoder.encode(`{"a":"é"}`).filter((byte) => byte !== 0xa9);
  assertThrows(() => readEvent(bytes), ServiceError, "An event must be UTF-8");
});

Deno.test("readEventLines() reads no more than one event too many, good or bad, of any lines", () => {
  const lines = fc.array(fc.constantFrom(`{"a":1}`, "{}", "1", " ", ""));
  fc.assert(fc.property(lines, fc.nat(20), (lines, maxEvents) => {
    const bytes = encoder.encode(lines.join("\n"));
    const { length } = readEventLines(bytes, { ...LIMITS, maxEvents });
    const all = lines.filter((line) => line.trim() !== "").length;
    assertEquals(length, Math.min(all, maxEvents + 1));
  }));
});
