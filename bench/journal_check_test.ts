import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { TempFolder } from "../scripts/build/temp_folder.ts";
import { countJournalLines } from "./journal_check.ts";

async function journal(segments: Record<string, string>): Promise<TempFolder> {
  const folder = await TempFolder.make();
  for (const [name, text] of Object.entries(segments)) {
    await Deno.writeTextFile(join(folder.path, name), text);
  }
  return folder;
}

Deno.test("countJournalLines() counts the lines of all segments, and of nothing else", async () => {
  await using folder = await journal({
    "2026-11-22.jsonl": '{"uuid": "a"}\n{"uuid":"b"}\n',
    "2026-11-23.jsonl": '{"uuid": "c"}\n',
    lock: "{}\n",
  });
  assertEquals(await countJournalLines(folder.path), 3);
});

Deno.test("countJournalLines() refuses an event that is there twice, and one without a uuid", async () => {
  for (const text of ['{"uuid":"a"}\n{"uuid":"a"}\n', "{}\n"]) {
    await using folder = await journal({ "2026-11-22.jsonl": text });
    await assertRejects(() => countJournalLines(folder.path), Error, "once");
  }
});
