/** Lines of all sorts, for property tests. */
import fc from "fast-check";

const KEYS = [
  "a",
  "b",
  "0",
  "1",
  "uname",
  "python",
  "a.b",
  "",
  "é",
  "__proto__",
];

/** JSON texts as strangers write them, not as `JSON.stringify` does. */
const { value: jsonText } = fc.letrec<{ value: string; object: string }>((
  tie,
) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "1",
      "-0",
      "1.0",
      "1e2",
      "1E400",
      "12345678901234567890",
      "true",
      "null",
      `"x"`,
      `"1"`,
      `"3.9"`,
      `"3.10.1"`,
      `"\\u0078"`,
      `"\\ud800"`,
      `"\\u0000"`,
      `"é😀"`,
      `"a\\"b"`,
      `""`,
      `"{"`,
      `"0.5"`,
      "0.5",
      `"Linux"`,
    ),
    fc.array(tie("value"), { maxLength: 3 }).map((all) =>
      `[${all.join(" ,")}]`
    ),
    tie("object"),
  ),
  object: fc.array(
    fc.tuple(fc.constantFrom(...KEYS, "\\u0061"), tie("value")),
    { maxLength: 4 },
  ).map((members) =>
    `{${members.map(([key, value]) => `"${key}": ${value}`).join(",")}}`
  ),
}));

const time = fc.constantFrom(
  `"2026-11-23T10:00:00.000Z"`,
  `"2026-11-23T10:59:59.999Z"`,
  `"2026-10-01T00:00:00.001Z"`,
  `"2024-02-29T23:00:00.000Z"`,
  `"2026-02-30T10:00:00.000Z"`,
  `"2026-11-23"`,
  "7",
);

/** An event with what the fields of questions look for, in usual and odd shapes. */
const eventLine = fc.record({
  a: jsonText,
  more: fc.array(fc.tuple(fc.constantFrom(...KEYS), jsonText), {
    maxLength: 3,
  }),
  python: fc.constantFrom(
    `{"version_info":[3,10,1],"version":"3.10.1 (x)"}`,
    `{"version":"2.7.18 (default)"}`,
    `{"version_info":[3.0,1],"version":"3.1"}`,
    `{"version_info":{"0":3,"1":4}}`,
    `[3]`,
  ),
  uname: fc.constantFrom(
    `["Linux","n","r","v","x86_64"]`,
    `{"system":"Windows","machine":"AMD64","0":"no"}`,
    `[null]`,
    `{"0":"no"}`,
  ),
  time: fc.option(time),
}).map(({ a, more, python, uname, time }) => {
  const members = [
    ["a", a],
    ["python", python],
    ...more,
    ["uname", uname],
    ...(time === null ? [] : [["server_time", time]]),
  ];
  return `{${members.map(([key, value]) => `"${key}":${value}`).join(",")}}`;
});

/** Nested so deep that no server would take it; another program may have written it. */
const deepLine = fc.tuple(
  fc.constantFrom(`"a":`, `"a":{"b":`, `"python":{"version":`),
  fc.constantFrom(65, 300, 3000),
).map(([start, depth]) =>
  `{${start}${"[".repeat(depth)}1${"]".repeat(depth)}}${
    start.includes("{") ? "}" : ""
  }`
);

/** Lines of a journal, of which a few are no records. */
export const anyLine = fc.oneof(
  { weight: 12, arbitrary: eventLine },
  // As a program on Windows ends its lines.
  { weight: 1, arbitrary: eventLine.map((line) => `${line}\r`) },
  { weight: 1, arbitrary: deepLine },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "{}",
      "[1]",
      "null",
      `{"a":1`,
      `{"a":1}}`,
      `{"a":"\x01"}`,
      `{"a":tru}`,
      ` {"a":1}`,
      `{"a":1}\r`,
      '\uFEFF{"a":2}',
      `{"a" : 01}`,
      "}{",
      `{"a":1,}`,
      `{"server_time":"2026-11-23T10:00:00.000Z","a":{"b":{"a":1}},"a":{"b":2}}`,
    ),
  },
);
