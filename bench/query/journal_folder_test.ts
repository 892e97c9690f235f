import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import { fleetEvents, journalLine } from "../fleet.ts";
import { linkSegments, segmentsOf, writeSegments } from "./journal_folder.ts";

Deno.test("writeSegments() gives a segment a day, which hold all lines in order", async () => {
  await using folder = await TempFolder.make();
  const events = [...fleetEvents({
    seed: 3,
    count: 500,
    from: new Date("2026-01-05"),
    to: new Date("2026-01-08"),
  })];
  writeSegments(folder.path, events);
  const names = await segmentsOf(folder.path);
  assertEquals(names, [
    "2026-01-05.jsonl",
    "2026-01-06.jsonl",
    "2026-01-07.jsonl",
  ]);
  const texts = names.map((name) =>
    Deno.readTextFileSync(join(folder.path, name))
  );
  assertEquals(texts.join(""), events.map(journalLine).join(""));
  for (const [index, text] of texts.entries()) {
    const days = text.trimEnd().split("\n")
      .map((line) => JSON.parse(line).server_time.slice(0, 10));
    assertEquals(new Set(days), new Set([names[index]!.slice(0, 10)]));
  }
});

Deno.test("linkSegments() leaves out what is not a segment", async () => {
  await using from = await TempFolder.make();
  await using to = await TempFolder.make();
  for (const name of ["2026-01-05.jsonl", "lock"]) {
    await Deno.writeTextFile(join(from.path, name), name);
  }
  await linkSegments(from.path, to.path);
  assertEquals([...Deno.readDirSync(to.path)].map(({ name }) => name), [
    "2026-01-05.jsonl",
  ]);
});
