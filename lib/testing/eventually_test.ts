import { assertEquals, assertRejects } from "@std/assert";
import { eventually } from "./eventually.ts";

Deno.test("eventually() looks until what is seen is good, and returns that", async () => {
  let looks = 0;
  const options = { pauseMs: 0 };
  assertEquals(await eventually(() => ++looks, (seen) => seen > 2, options), 3);
  assertEquals(await eventually(() => ++looks > 5, Boolean, options), true);
  const later = () => Promise.resolve(++looks);
  assertEquals(await eventually(later, (seen) => seen > 8, options), 9);
});

Deno.test("eventually() gives up in the end, and says what it saw", async () => {
  const options = { patienceMs: 5, pauseMs: 0 };
  await assertRejects(
    () => eventually(() => ["one"], () => false, options),
    Error,
    'Still [ "one" ] after 5 ms: ',
  );
});

Deno.test("eventually() passes on what goes wrong in looking", async () => {
  const broken = () => Promise.reject(new TypeError("broken"));
  await assertRejects(() => eventually(broken), TypeError, "broken");
});
