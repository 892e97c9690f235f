import { assertEquals, assertThrows } from "@std/assert";
import { Census } from "./census.ts";

const LIMITS = { maxConnections: 3, maxConnectionsPerAddress: 2 };

Deno.test("Census takes as many as the bounds say, of one address and in all, and no more", () => {
  const census = new Census(LIMITS);
  const entered = ["a", "a", "a", "b", "b", "c"].map((each) =>
    census.enter(each)
  );
  assertEquals(entered, [
    undefined,
    undefined,
    "maxConnectionsPerAddress",
    undefined,
    "maxConnections",
    "maxConnections",
  ]);
  assertEquals(census.total, 3);
});

Deno.test("Census takes another when one has left, and forgets who has none", () => {
  const census = new Census(LIMITS);
  for (const each of ["a", "a", "b"]) census.enter(each);
  census.leave("b");
  assertEquals(census.enter("a"), "maxConnectionsPerAddress");
  census.leave("a");
  assertEquals([census.enter("a"), census.enter("c")], [undefined, undefined]);
  assertEquals(census.enter("c"), "maxConnections");
  assertThrows(() => census.leave("b"), Error, 'Nothing of "b" is counted');
});

Deno.test("Census without bounds takes any number", () => {
  const census = new Census({
    maxConnections: Infinity,
    maxConnectionsPerAddress: Infinity,
  });
  for (let each = 0; each < 1000; each++) {
    assertEquals(census.enter("a"), undefined);
  }
  assertEquals(census.total, 1000);
});
