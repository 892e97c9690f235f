import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ServiceError } from "../error.ts";
import { compactText, type JsonObject, parseExact } from "../json/exact.ts";
import { escapeSegment, findValue, parsePath, parsePaths } from "./path.ts";

const RECORD = parseExact(`{
  "python": {"version_info": [3, 11, 7, "final", 0], "version": "3.11.7 (main)"},
  "tags": {"0": "zero", "a.b": "dotted", "01": "padded", "": "empty"},
  "n": 1.0, "nothing": null, "a": 1, "a": 2, "list": [{"x": "y"}, [7]],
  "__proto__": {"own": 1}, "@key": "at", "a,b": "comma", "x=y": "operator", "naïve ✓": "unicode"
}`) as JsonObject;

const FOUND: { path: string; text: string | undefined }[] = [
  { path: "python.version_info.0", text: "3" },
  { path: "python.version_info.3", text: `"final"` },
  { path: "python.version_info.5", text: undefined },
  { path: "python.version_info.-1", text: undefined },
  { path: "python.version_info.00", text: undefined },
  { path: "python.version_info.length", text: undefined },
  { path: "python.version_info", text: `[3,11,7,"final",0]` },
  { path: "python.version.0", text: undefined },
  { path: "tags.0", text: `"zero"` },
  { path: "tags.01", text: `"padded"` },
  { path: "tags.a\\.b", text: `"dotted"` },
  { path: "tags.a.b", text: undefined },
  { path: "n", text: "1.0" },
  { path: "n.rawJSON", text: undefined },
  { path: "nothing", text: "null" },
  { path: "nothing.x", text: undefined },
  { path: "a", text: "2" },
  { path: "list.0.x", text: `"y"` },
  { path: "list.1.0", text: "7" },
  { path: "__proto__.own", text: "1" },
  { path: "tags.__proto__", text: undefined },
  { path: "constructor", text: undefined },
  { path: "toString.name", text: undefined },
  { path: "\\@key", text: `"at"` },
  { path: "a\\,b", text: `"comma"` },
  { path: "x\\=y", text: `"operator"` },
  { path: "naïve ✓", text: `"unicode"` },
];

for (const { path, text } of FOUND) {
  Deno.test(`path ${path} finds ${text ?? "nothing"}`, () => {
    const value = findValue(parsePath(path), RECORD);
    assertEquals(value === undefined ? undefined : compactText(value), text);
  });
}

const VIRTUAL: { path: string; record: string; value: string | undefined }[] = [
  {
    path: "@python",
    record: `{"python":{"version_info":[3,11,7]}}`,
    value: "3.11",
  },
  {
    path: "@python",
    record: `{"python":{"version_info":[3],"version":"2.7.6 (x)"}}`,
    value: "2.7",
  },
  {
    path: "@python",
    record: `{"python":{"version_info":["3","11"]}}`,
    value: undefined,
  },
  {
    path: "@python",
    record: `{"python":{"version":"PyPy"}}`,
    value: undefined,
  },
  { path: "@python", record: `{"python":7}`, value: undefined },
  { path: "@os", record: `{"uname":["Linux","h"]}`, value: "Linux" },
  { path: "@os", record: `{"uname":{"system":"Darwin"}}`, value: "Darwin" },
  { path: "@os", record: `{"uname":"Linux"}`, value: undefined },
  {
    path: "@arch",
    record: `{"uname":["Linux","h","r","v","x86_64"]}`,
    value: "x86_64",
  },
  { path: "@arch", record: `{"uname":{"machine":"arm64"}}`, value: "arm64" },
  {
    path: "@hour",
    record: `{"server_time":"2026-11-23T21:04:05.123Z"}`,
    value: "2026-11-23T21:00Z",
  },
  {
    path: "@day",
    record: `{"server_time":"2026-11-23T21:04:05.123Z"}`,
    value: "2026-11-23",
  },
  {
    path: "@week",
    record: `{"server_time":"2026-11-29T21:04:05.123Z"}`,
    value: "2026-11-23",
  },
  {
    path: "@week",
    record: `{"server_time":"2026-01-01T00:00:00.000Z"}`,
    value: "2025-12-29",
  },
  {
    path: "@month",
    record: `{"server_time":"2026-11-23T21:04:05.123Z"}`,
    value: "2026-11",
  },
  {
    path: "@year",
    record: `{"server_time":"2026-11-23T21:04:05.123Z"}`,
    value: "2026",
  },
  { path: "@day", record: `{"server_time":"yesterday"}`, value: undefined },
  { path: "@day", record: `{}`, value: undefined },
];

for (const { path, record, value } of VIRTUAL) {
  Deno.test(`${path} of ${record} is ${value}`, () => {
    assertEquals(findValue(parsePath(path), JSON.parse(record)), value);
  });
}

for (const path of ["", ".", "a..b", "a.", ".a", "@nope", "@"]) {
  Deno.test(`path ${JSON.stringify(path)} is refused with the reason`, () => {
    assertThrows(
      () => parsePath(path),
      ServiceError,
      `Cannot use path ${JSON.stringify(path)}: `,
    );
  });
}

Deno.test("paths between commas are several, blanks around them do not count", () => {
  assertEquals(parsePaths("a.b, c\\,d,@os").map(({ text }) => text), [
    "a.b",
    "c\\,d",
    "@os",
  ]);
});

Deno.test("a path made by escaping finds any key, alone and in a list of paths", () => {
  const key = fc.string({ minLength: 1 });
  fc.assert(fc.property(key, key, (outer, inner) => {
    const record = JSON.parse(JSON.stringify({ [outer]: { [inner]: "here" } }));
    const text = `${escapeSegment(outer)}.${escapeSegment(inner)}`;
    assertEquals(findValue(parsePath(text), record), "here");
    assertEquals(findValue(parsePaths(`${text},@os`)[0]!, record), "here");
  }));
});
