import { assertEquals } from "@std/assert";
import { answerOfCounts, answerOfRows, differenceOf } from "./answer.ts";

Deno.test("answerOfRows() takes events without a part of the key out of the groups", () => {
  const answer = answerOfRows([
    ["3.11", "Linux", 5n, 2n],
    [null, "Linux", 3n, 1n],
    ["3.11", null, 4n, 1n],
    ["", "Darwin", 1n, 1n],
  ], 2);
  assertEquals([...answer.groups], [
    ['["3.11","Linux"]', [5, 2]],
    ['["","Darwin"]', [1, 1]],
  ]);
  assertEquals(answer.without, 7);
});

Deno.test("differenceOf() is undefined for equal answers, whatever their order", () => {
  const [a, b] = [[["x", 1], ["y", 2]], [["y", 2n], ["x", 1n]]]
    .map((rows) => answerOfRows(rows, 1));
  assertEquals(
    differenceOf({ name: "ours", answer: a! }, { name: "theirs", answer: b! }),
    undefined,
  );
});

Deno.test("differenceOf() shows the keys that differ, and those that one lacks", () => {
  const ours = answerOfRows([["x", 1], ["y", 2], ["w", 4], [null, 9]], 1);
  const theirs = answerOfRows([["x", 3], ["z", 2], ["w", 4], [null, 8]], 1);
  assertEquals(
    differenceOf({ name: "ours", answer: ours }, {
      name: "theirs",
      answer: theirs,
    }),
    'ours and theirs differ in 4: ["x"]: 1 and 3; ["y"]: 2 and none; ' +
      '["z"]: none and 2; events without the key: 9 and 8',
  );
});

Deno.test("differenceOf() shows five keys of many", () => {
  const named = (count: number) => ({
    name: `all ${count}`,
    answer: answerOfRows([..."abcdefgh"].map((key) => [key, count]), 1),
  });
  assertEquals(
    differenceOf(named(1), named(2))?.match(/1 and 2/g)?.length,
    5,
  );
});

Deno.test("differenceOf() passes over events without the key where a program does not tell", () => {
  const told = answerOfRows([["x", 1], [null, 9]], 1);
  assertEquals(
    differenceOf({ name: "ours", answer: told }, {
      name: "jq",
      answer: answerOfCounts({ x: 1 }),
    }),
    undefined,
  );
});
