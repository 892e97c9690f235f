import { assertEquals, assertRejects } from "@std/assert";
import { growth, withMemorySamples } from "./memory_samples.ts";

Deno.test("growth() compares the last quarter with the second, whatever the first was", () => {
  const { lateBytes, ratio } = growth([1, 9, 40, 40, 50, 90, 44, 44]);
  assertEquals(lateBytes, 44);
  assertEquals(ratio, 1.1);
  assertEquals(growth([7]).ratio, 1);
  assertEquals(growth([1, 40, 40, 40, 40]).ratio, 1);
});

Deno.test("withMemorySamples() fails as the work does, and samples no longer", async () => {
  const work = Promise.reject(new Error("the work"));
  await assertRejects(
    () => withMemorySamples(Deno.pid, work),
    Error,
    "the work",
  );
});
