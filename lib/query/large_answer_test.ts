import { assert, assertEquals, assertThrows } from "@std/assert";
import { ServiceError } from "../error.ts";
import { distinctOf } from "./distinct.ts";
import { LazyGroups } from "./groups.ts";
import { packResult, unpackResult } from "./packed_groups.ts";
import type { CountResult, Group, Groups } from "./result.ts";
import { countResultBytes, countResultJson } from "./result_json.ts";

function groupAt(index: number): Group {
  const day = `${1 + index % 28}`.padStart(2, "0");
  return {
    key: [`ü${index}`, "\ud800"],
    count: index + 1,
    share: 0.5,
    distinct: distinctOf([["__proto__", index]]),
    first_seen: index % 3 === 0 ? null : `2026-11-${day}T10:00:00.000Z`,
    last_seen: `2026-12-${day}T10:00:00.123Z`,
  };
}

function groupsOf(length: number, group: (index: number) => Group): Groups {
  return new LazyGroups({ length, group, brief: group });
}

function resultOf(length: number): CountResult {
  return {
    grouped_by: ["a", "b"],
    record_count: 10,
    error_count: 0,
    grouped_key_count: length,
    groups: groupsOf(length, groupAt),
    elapsed_ms: 1,
  };
}

function textOf({ groups, ...rest }: CountResult): string {
  return JSON.stringify([rest, [...groups ?? []]]);
}

for (const length of [0, 1, 2500]) {
  Deno.test(`a result of ${length} groups is the same when another thread has unpacked it`, () => {
    const packed = structuredClone(packResult(resultOf(length)));
    assertEquals(textOf(unpackResult(packed)), textOf(resultOf(length)));
  });

  Deno.test(`the JSON of ${length} groups is the same in pieces, none of which is much larger than asked`, () => {
    const result = resultOf(length);
    const pieces = [...countResultBytes(result, { chunkCharacters: 1000 })];
    const joined = pieces.map((each) => new TextDecoder().decode(each)).join(
      "",
    );
    assertEquals(joined, `${countResultJson(result)}\n`);
    assertEquals(JSON.parse(joined).groups.length, length);
    // A thousand groups are written at once.
    for (const piece of pieces) assert(piece.length < 1000 * 250);
  });
}

Deno.test("only as many groups are made at a time as are written", () => {
  let made = 0;
  const groups = groupsOf(5000, (index) => (made++, groupAt(index)));
  const pieces = countResultBytes({ ...resultOf(5000), groups }, {
    chunkCharacters: 1000,
  });
  pieces.next();
  assert(made <= 1000, `${made} groups for the first piece`);
});

Deno.test("an answer that is too large is refused with 422, and says what to narrow", () => {
  const result = resultOf(2500);
  const refused = [
    () => [...countResultBytes(result, { maxBytes: 1000 })],
    () => packResult(result, { maxCharacters: 1000 }),
  ];
  for (const answer of refused) {
    const error = assertThrows(answer, ServiceError, "more than 1000 ");
    assertEquals([error.status, error.code], [422, "too_large"]);
  }
});
