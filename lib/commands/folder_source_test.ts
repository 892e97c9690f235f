import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { folderSource } from "./folder_source.ts";

Deno.test("folderSource() reports how much of the folder is read, up to all of it", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const line = `${JSON.stringify({ a: "x".repeat(100) })}\n`;
    // Two blocks.
    Deno.writeTextFileSync(
      join(folder, "2026-11-22.jsonl"),
      line.repeat(65_536),
    );
    Deno.writeTextFileSync(
      join(folder, "2026-11-23.jsonl"),
      line.repeat(65_536),
    );
    const shares: number[] = [];
    const source = folderSource(folder, new Date(0));
    await source.ask(
      new URLSearchParams("group_by=a"),
      (share) => shares.push(share),
    );
    assertEquals(shares, [0.5, 1]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
