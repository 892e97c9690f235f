import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { linesBackward } from "./read_backward.ts";

async function readAll(
  bytes: Uint8Array,
  sizeBytes: number,
  blockBytes: number,
): Promise<string[]> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    const lines: string[] = [];
    for await (const group of linesBackward({ path, sizeBytes }, blockBytes)) {
      lines.push(...group.map((line) => new TextDecoder().decode(line)));
    }
    return lines;
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("linesBackward() gives every line once, last first, for any lines and block size", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) =>
    !text.includes("\n")
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      fc.integer({ min: 1, max: 40 }),
      async (lines, blockBytes) => {
        const bytes = new TextEncoder().encode(
          lines.map((each) => `${each}\n`).join(""),
        );
        const expected = lines.map((each) => each.toWellFormed()).reverse();
        assertEquals(await readAll(bytes, bytes.length, blockBytes), expected);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("linesBackward() does not see what is behind the given size", async () => {
  const bytes = new TextEncoder().encode("a\nb\nc\ntorn");
  assertEquals(await readAll(bytes, 4, 3), ["b", "a"]);
  assertEquals(await readAll(bytes, 0, 3), []);
});
