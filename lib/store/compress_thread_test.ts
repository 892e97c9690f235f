import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { CompressThread } from "./compress_thread.ts";

Deno.test("CompressThread prepares a segment, says why it cannot, and stops where it is told to", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const path = join(directory, "2026-11-22.jsonl");
    Deno.writeTextFileSync(path, "{}\n");
    using thread = new CompressThread(directory);
    await thread.prepare({ path, sizeBytes: 3 });
    assertEquals(Deno.statSync(`${path}.gz.unfinished`).isFile, true);
    await assertRejects(
      () => thread.prepare({ path, sizeBytes: 4 }),
      Error,
      "The segment ended 4 bytes too early",
    );
    const stopped = assertRejects(
      () => thread.prepare({ path, sizeBytes: 3 }),
      Error,
      "The server is stopping",
    );
    thread[Symbol.dispose]();
    await stopped;
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
