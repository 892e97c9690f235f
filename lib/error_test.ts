import { assert, assertEquals } from "@std/assert";
import { badQuery, messageOf, withPlace } from "./error.ts";

Deno.test("what the system says of an open file is said with where that was, and only that", () => {
  const full = new Error("No space left on device (os error 28)");
  const placed = withPlace(full, "Cannot change the folder");
  assertEquals(messageOf(placed), `Cannot change the folder: ${full.message}`);
  assertEquals((placed as Error).cause, full);
  const named = new Error("Not found (os error 2): open '/x'");
  assertEquals(withPlace(named, "Cannot change the folder"), named);
});

Deno.test("badQuery() keeps a message short, whatever was asked", () => {
  const { message } = badQuery(
    `Unknown parameter "${"x".repeat(500_000)}": accepted are where, since`,
  );
  assert(message.length < 1100, `${message.length} characters`);
  assert(message.startsWith('Unknown parameter "xxx'));
  assert(message.endsWith('xxx": accepted are where, since'));
  assertEquals(badQuery("Unknown").message, "Unknown");
});
