import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { lines } from "./lines.ts";

function streamOf(parts: readonly string[]) {
  return ReadableStream.from(parts).pipeThrough(new TextEncoderStream());
}

Deno.test("lines() gives the lines of any text, however it is cut", async () => {
  const part = fc.string({ unit: fc.constantFrom("a", "é", "\n") });
  await fc.assert(
    fc.asyncProperty(fc.array(part), async (parts) => {
      const expected = parts.join("").split("\n");
      if (expected.at(-1) === "") expected.pop();
      assertEquals(await Array.fromAsync(lines(streamOf(parts))), expected);
    }),
  );
});

Deno.test("lines() takes off the ends that Windows writes", async () => {
  assertEquals(await Array.fromAsync(lines(streamOf(["a\r\nb\r", "\n"]))), [
    "a",
    "b",
  ]);
});
