import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { uuidOfLine } from "./uuid_of_line.ts";

const LINES: { line: string; uuid: string | undefined }[] = [
  { line: `{"username":"a","uuid":"u1","x":{"y":1}}`, uuid: "u1" },
  { line: `{ "n" : -1.5e3 , "ok":true,"uuid" : "u2"}`, uuid: "u2" },
  { line: `{"x":{"uuid":"nested"}}`, uuid: undefined },
  { line: `{"x":{"uuid":"nested"},"uuid":"own"}`, uuid: "own" },
  { line: `{"x":"\\"uuid\\":\\"text\\"","uuid":"own"}`, uuid: "own" },
  { line: `{"uuid":"first","uuid":"last"}`, uuid: "last" },
  { line: `{"uuid":"first","\\u0075uid":"last"}`, uuid: "last" },
  { line: `{"\\u0075\\u0075\\u0069\\u0064":"escaped"}`, uuid: "escaped" },
  { line: `{"uuid":"a\\u0041"}`, uuid: "aA" },
  { line: `{"uuid":"first","uuid":7}`, uuid: undefined },
  { line: `{"uuid":""}`, uuid: undefined },
  { line: `{"my-uuid":"x"}`, uuid: undefined },
  { line: `{"uuid":"torn"`, uuid: undefined },
  { line: `["uuid"]`, uuid: undefined },
  { line: ``, uuid: undefined },
];

for (const { line, uuid } of LINES) {
  Deno.test(`uuidOfLine() of ${line || "nothing"} is ${uuid}`, () => {
    assertEquals(uuidOfLine(line), uuid);
  });
}

Deno.test("uuidOfLine() agrees with JSON.parse on any object", () => {
  const key = fc.oneof(
    fc.constantFrom("uuid", "uuid\\", "a", `"uuid":`, "u"),
    fc.string(),
  );
  const value = fc.oneof(
    fc.string(),
    fc.jsonValue(),
    fc.constant({ uuid: "nested" }),
  );
  const members = fc.array(fc.tuple(key, value));
  fc.assert(
    fc.property(members, (all) => {
      const line = `{${
        all.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(
          ",",
        )
      }}`;
      const { uuid } = JSON.parse(line);
      assertEquals(
        uuidOfLine(line),
        typeof uuid === "string" && uuid !== "" ? uuid : undefined,
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("uuidOfLine() takes its time on no line, however it is made", () => {
  for (
    const part of [`"a":1,`, `"a":"`, `{"uuid":`, `"uuid":"x",`, "1e", `\\u00`]
  ) {
    uuidOfLine(`{${part.repeat(1_000_000 / part.length)}`);
    uuidOfLine(`{${part.repeat(8_000 / part.length)}`);
  }
});
