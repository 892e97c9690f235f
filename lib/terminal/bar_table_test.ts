import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type BarRow, barTable, widthOf } from "./mod.ts";

function row(text: string, count: number, largest: number): BarRow {
  return { texts: [text], numbers: [`${count}`], share: count / largest };
}

Deno.test("barTable() aligns names and counts, and draws shares of the largest", () => {
  assertEquals(
    barTable([row("3.11", 128, 128), row("2.7", 4, 128)]),
    `  3.11  128  ${"█".repeat(32)}\n  2.7     4  █`,
  );
});

Deno.test("barTable() lets no control character of a name reach the terminal", () => {
  assertEquals(
    barTable([row("\x1b[31mred\n", 0, 1)]),
    "  \\u001b[31mred\\n  0",
  );
});

Deno.test("barTable() aligns wide characters, marks and headings by their columns", () => {
  const rows = [row("美咲", 5, 5), row("Jose\u0301", 40, 40)];
  assertEquals(
    barTable(rows, { heading: { texts: ["user"], numbers: ["count"] } }),
    [
      "  user  count",
      `  美咲      5  ${"█".repeat(32)}`,
      `  Jose\u0301     40  ${"█".repeat(32)}`,
    ].join("\n"),
  );
});

Deno.test("barTable() aligns headings of numbers by their columns", () => {
  const rows = [{ texts: ["x"], numbers: ["1"], share: 0 }];
  const heading = { texts: ["a"], numbers: ["美咲 e\u0301"] };
  assertEquals(barTable(rows, { heading }), "  a  美咲 e\u0301\n  x       1");
});

Deno.test("barTable() gives up the bar's length, then texts and headings, then the bar", () => {
  const rows = [{
    texts: ["a-rather-long-name"],
    numbers: ["7", "3"],
    share: 1,
  }];
  const heading = { texts: ["user"], numbers: ["count", "distinct host"] };
  const lines = (width: number) =>
    barTable(rows, { heading, width }).split("\n");
  assertEquals(
    lines(Infinity)[1],
    `  ${"a-rather-long-name"}      7              3  ${"█".repeat(32)}`,
  );
  assertEquals(
    lines(60)[1],
    `  ${"a-rather-long-name"}      7              3  ${"█".repeat(16)}`,
  );
  assertEquals(lines(44), [
    "  user         count  distinct ho…",
    "  a-rather-l…      7             3  ████████",
  ]);
  assertEquals(lines(26), [
    "  user      count  distin…",
    "  a-rathe…      7        3",
  ]);
});

Deno.test("barTable() shortens one very long text, however wide the lines may be", () => {
  const [long, short] = barTable(
    [row("x".repeat(5000), 1, 1), row("y", 1, 1)],
    {
      width: Infinity,
    },
  ).split("\n");
  assert(long!.includes(`${"x".repeat(199)}…  1`));
  assertEquals(short!.length, long!.length);
});

Deno.test("barTable() is never wider than a usual terminal, whatever the texts", () => {
  const rows = fc.array(
    fc.record({
      texts: fc.tuple(fc.string({ unit: "binary" }), fc.string()),
      numbers: fc.tuple(fc.nat().map(String)),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 40, max: 120 }), (rows, width) => {
      const lines = barTable(rows, { width }).split("\n");
      return lines.length === rows.length &&
        lines.every((line) => widthOf(line) <= width);
    }),
  );
});
