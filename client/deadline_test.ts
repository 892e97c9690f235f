import { assertEquals, assertRejects } from "@std/assert";
import { DeadlineError, within } from "./deadline.ts";

Deno.test("within() gives what the work comes to", async () => {
  assertEquals(await within(10_000, Promise.resolve(1)), 1);
});

Deno.test("within() fails as the work fails", async () => {
  const work = Promise.reject(new RangeError("no"));
  await assertRejects(() => within(10_000, work), RangeError, "no");
});

for (const timeoutMs of [1, 0, -5]) {
  Deno.test(`within(${timeoutMs}) waits for no work that never ends`, async () => {
    const never = new Promise<never>(() => {});
    await assertRejects(() => within(timeoutMs, never), DeadlineError);
  });
}
