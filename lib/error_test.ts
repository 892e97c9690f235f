import { assert, assertEquals } from "@std/assert";
import { badQuery } from "./error.ts";

Deno.test("badQuery() keeps a message short, whatever was asked", () => {
  const { message } = badQuery(
    `Unknown parameter "${"x".repeat(500_000)}": accepted are where, since`,
  );
  assert(message.length < 1100, `${message.length} characters`);
  assert(message.startsWith('Unknown parameter "xxx'));
  assert(message.endsWith('xxx": accepted are where, since'));
  assertEquals(badQuery("Unknown").message, "Unknown");
});
