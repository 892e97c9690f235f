import { assertEquals } from "@std/assert";
import { barTable } from "./bar_table.ts";

Deno.test("barTable() aligns names and counts, and draws shares of the largest", () => {
  assertEquals(
    barTable([{ name: "3.11", count: 128 }, { name: "2.7", count: 4 }]),
    `  3.11  128  ${"█".repeat(32)}\n  2.7     4  █`,
  );
});

Deno.test("barTable() lets no control character of a name reach the terminal", () => {
  assertEquals(
    barTable([{ name: "\x1b[31mred\n", count: 0 }]),
    "  \ufffd[31mred\ufffd  0",
  );
});
