import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { isProblem, ServiceError } from "../error.ts";
import { type Event, eventTail, readEvent } from "./event.ts";
import { ANY_EVENT_BYTES, EVENT_TEXTS } from "../testing/any_event.ts";
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
    fc.property(ANY_EVENT_BYTES, (bytes) => {
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

Deno.test("readEvent() reads as before after more shapes than it keeps, and of one with too many keys in one place", () => {
  for (let index = 0; index < 5_000; index++) {
    const text = `{"uuid":"u${index}","key ${
      index % 40
    }":{"${index}":[1,"a"]}}`;
    assertEquals(lineOf(text).length, text.length + 42);
    const event = readEvent(encoder.encode(text));
    assertEquals(event.uuid, keyOfUuid(`u${index}`));
  }
  assertEquals(lineOf(EVENT_TEXTS[1]!), `{"a":1,"server_time":"${TIME}"}\n`);
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

for (const text of EVENT_TEXTS.slice(0, 3)) {
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
