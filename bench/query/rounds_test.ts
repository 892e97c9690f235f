import { assertEquals } from "@std/assert";
import { repeated, rotated } from "./rounds.ts";

function measuring(times: readonly number[]) {
  let asked = 0;
  return () => Promise.resolve({ tookMs: times[asked++]! });
}

const timesOf = (timed: readonly { tookMs: number }[]) =>
  timed.map(({ tookMs }) => tookMs);

Deno.test("repeated() leaves out the warm-ups", async () => {
  const options = { warmUps: 2, times: 3, patienceMs: 1000 };
  const timed = await repeated(measuring([90, 80, 3, 1, 2, 7]), options);
  assertEquals(timesOf(timed), [3, 1, 2]);
});

Deno.test("repeated() stops when patience is over, but not before it has timed one", async () => {
  const options = { warmUps: 3, times: 20, patienceMs: 1000 };
  const slow = await repeated(measuring([600, 600, 500, 400]), options);
  assertEquals(timesOf(slow), [500]);
  const slower = await repeated(measuring([5000, 4000, 300]), options);
  assertEquals(timesOf(slower), [4000]);
  const justSo = await repeated(
    measuring([200, 200, 200, 300, 200, 9]),
    options,
  );
  assertEquals(timesOf(justSo), [300, 200]);
});

Deno.test("rotated() begins one further each round", () => {
  assertEquals([0, 1, 4].map((round) => rotated(["a", "b", "c"], round)), [
    ["a", "b", "c"],
    ["b", "c", "a"],
    ["b", "c", "a"],
  ]);
  assertEquals(rotated([], 3), []);
});
