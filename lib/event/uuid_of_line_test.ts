import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { keyOfUuid, type UuidKey } from "./uuid_key.ts";
import { uuidKeyOfLine } from "./uuid_of_line.ts";

function keyOf(line: string): UuidKey | undefined {
  return uuidKeyOfLine(new TextEncoder().encode(line));
}

function expected(uuid: unknown): UuidKey | undefined {
  return typeof uuid === "string" && uuid !== "" ? keyOfUuid(uuid) : undefined;
}

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
  Deno.test(`uuidKeyOfLine() of ${line || "nothing"} is ${uuid}`, () => {
    assertEquals(keyOf(line), expected(uuid));
  });
}

Deno.test("uuidKeyOfLine() agrees with JSON.parse on any object", () => {
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
      assertEquals(keyOf(line), expected(uuid));
    }),
    { numRuns: 500 },
  );
});
