import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { chunksBackward, linesOf } from "./read_backward.ts";
import { openSegment } from "./segment_file.ts";

function readAll(
  bytes: Uint8Array,
  sizeBytes: number,
  blockBytes: number,
): string[] {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(path, bytes);
    const lines: string[] = [];
    using file = openSegment(path)!;
    const range = { start: 0, end: sizeBytes };
    for (const chunk of chunksBackward(file, range, blockBytes)) {
      const decoder = new TextDecoder();
      lines.push(
        ...linesOf(chunk.bytes).reverse().map((line) => decoder.decode(line)),
      );
    }
    return lines;
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("chunksBackward() gives every line once, last first, for any lines and block size", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) =>
    !text.includes("\n")
  );
  fc.assert(
    fc.property(
      fc.array(line),
      fc.integer({ min: 1, max: 40 }),
      (lines, blockBytes) => {
        const bytes = new TextEncoder().encode(
          lines.map((each) => `${each}\n`).join(""),
        );
        const expected = lines.map((each) => each.toWellFormed()).reverse();
        assertEquals(readAll(bytes, bytes.length, blockBytes), expected);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("chunksBackward() does not see what is behind the given size", () => {
  const bytes = new TextEncoder().encode("a\nb\nc\ntorn");
  assertEquals(readAll(bytes, 4, 3), ["b", "a"]);
  assertEquals(readAll(bytes, 0, 3), []);
});
