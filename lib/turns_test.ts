import { assertEquals } from "@std/assert";
import { takeTurns } from "./turns.ts";

Deno.test("takeTurns() says after 20 ms that a turn is over, and begins the next when others were let in", async () => {
  let now = 1000;
  const turns = takeTurns(() => now);
  now += 19;
  assertEquals(turns.isOver, false);
  now += 1;
  assertEquals(turns.isOver, true);
  let isOthersDone = false;
  const timer = setTimeout(() => isOthersDone = true);
  now += 500;
  await turns.next();
  clearTimeout(timer);
  assertEquals(isOthersDone, true);
  assertEquals(turns.isOver, false);
});
