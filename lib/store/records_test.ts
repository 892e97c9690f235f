import { assertEquals } from "@std/assert";
import { parseRecordsQuery } from "../query/mod.ts";
import { findRecords } from "./records.ts";

Deno.test("findRecords() gives those of the segments that are there, the newest first", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const views = ["20", "21", "22"].map((day) => {
      const line = `{"day":${day}}`;
      const path = `${directory}/2026-11-${day}.jsonl`;
      Deno.writeTextFileSync(path, `${line}\n`);
      return { path, sizeBytes: line.length + 1 };
    });
    Deno.removeSync(views[1]!.path);
    const query = parseRecordsQuery(new URLSearchParams(), {
      now: new Date(0),
    });
    const found = await findRecords({
      kind: "records",
      query,
      views,
      maxCharacters: 1000,
    });
    assertEquals(found, [`{"day":22}`, `{"day":20}`]);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
