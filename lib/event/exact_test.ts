import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isProblem } from "../error.ts";
import { type EventText, MAX_NESTING, parseEvent } from "./exact.ts";

function accepted(text: string): EventText {
  const event = parseEvent(text);
  assert(!isProblem(event), `refused: ${JSON.stringify(event)}`);
  return event;
}

const STORED: { criterion: string; text: string; head: string }[] = [
  { criterion: "an empty object", text: "{}", head: "{" },
  { criterion: "an empty object with blanks", text: " { \n } ", head: "{" },
  {
    criterion: "digits, exponents and fractions",
    text: `{"a":12345678901234567890,"b":1.0,"c":1e400}`,
    head: `{"a":12345678901234567890,"b":1.0,"c":1e400,`,
  },
  { criterion: "duplicate keys", text: `{"a":1,"a":2}`, head: `{"a":1,"a":2,` },
  {
    criterion: "key order and blanks",
    text: `{ "b" : 1, "a": 2 }`,
    head: `{ "b" : 1, "a": 2 ,`,
  },
  {
    criterion: "escapes as written",
    text: `{"a":"\\u00e9é\\/"}`,
    head: `{"a":"\\u00e9é\\/",`,
  },
  { criterion: "braces in strings", text: `{"a":"}{"}  `, head: `{"a":"}{",` },
  {
    criterion: "raw line breaks between tokens as spaces",
    text: `{\r\n"a":\n1}`,
    head: `{  "a": 1,`,
  },
  {
    criterion: "escaped line breaks in strings",
    text: `{"a":"x\\ny"}`,
    head: `{"a":"x\\ny",`,
  },
  {
    criterion: "no server_time of the client",
    text: `{"server_time":"old"}`,
    head: "{",
  },
  {
    criterion: "the rest around a client's server_time",
    text: `{"a":1.0, "server_time": {"x":[1,"]}"]}, "b":{"server_time":1}}`,
    head: `{"a":1.0,"b":{"server_time":1},`,
  },
  {
    criterion: "no server_time with an escaped key",
    text: `{"\\u0073erver_time":1,"a":2}`,
    head: `{"a":2,`,
  },
  {
    criterion: "a nested server_time",
    text: `{"a":{"server_time":1}}`,
    head: `{"a":{"server_time":1},`,
  },
];

for (const { criterion, text, head } of STORED) {
  Deno.test(`parseEvent() keeps ${criterion}`, () => {
    assertEquals(accepted(text).head, head);
  });
}

const REFUSED: { text: string; message: string }[] = [
  { text: "", message: "An event must be a JSON object: " },
  { text: "{", message: "An event must be a JSON object: " },
  { text: `{"a":1}{"b":2}`, message: "An event must be a JSON object: " },
  { text: "null", message: "An event must be a JSON object, got null" },
  { text: "[1]", message: "An event must be a JSON object, got a list" },
  { text: "3", message: "An event must be a JSON object, got a number" },
  { text: `"{}"`, message: "An event must be a JSON object, got a string" },
  { text: `{"a":"\n"}`, message: "An event must be a JSON object: " },
  {
    text: `{"a":${"[".repeat(MAX_NESTING)}${"]".repeat(MAX_NESTING)}}`,
    message: "An event must not be nested more than 1000 levels deep",
  },
];

for (const { text, message } of REFUSED) {
  Deno.test(`parseEvent() refuses ${text.slice(0, 20) || "nothing"}`, () => {
    const event = parseEvent(text);
    assert(isProblem(event), `accepted: ${JSON.stringify(event)}`);
    assertStringIncludes(event.message, message);
    assertEquals([event.status, event.code], [400, "bad_event"]);
  });
}

Deno.test("parseEvent() accepts the deepest nesting allowed, and brackets within strings", () => {
  const depth = MAX_NESTING - 1;
  accepted(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  accepted(JSON.stringify({ a: `"\\${"[".repeat(3000)}` }));
});

Deno.test("parseEvent() takes as uuid only a text that is not empty, the last one of duplicates", () => {
  assertEquals(accepted(`{"uuid":"a","uuid":"b"}`).uuid, "b");
  assertEquals(accepted(`{"uuid":""}`).uuid, undefined);
  assertEquals(accepted(`{"uuid":7}`).uuid, undefined);
  assertEquals(accepted(`{"x":{"uuid":"a"}}`).uuid, undefined);
});
