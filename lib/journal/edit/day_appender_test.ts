import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { EndedMidway } from "../../testing/ended_midway.ts";
import { realFileSystem } from "../file_system.ts";
import { DayAppender } from "./day_appender.ts";

const LINE = new TextEncoder().encode("{}\n");
/** To write all days: each file is opened, its entry synced, it is written and synced. */
const OPERATIONS = 12;
const DAYS = ["2026-11-20", "2026-11-21", "2026-11-22"];

Deno.test("DayAppender writes each line once where any operation fails and it is asked to again", () => {
  for (let endsAt = 1;; endsAt++) {
    const folder = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
    try {
      const process = new EndedMidway(realFileSystem, {
        endsAt,
        midway: "fails",
      });
      const appender = new DayAppender(process.fileSystem, folder, {
        segments: [],
        maxHeldBytes: DAYS.length * LINE.length,
      });
      const appendAll = () => {
        for (const day of DAYS) appender.append(`${day}T10:00:00.000Z`, LINE);
      };
      const isOver = endsAt > OPERATIONS;
      if (isOver) appendAll();
      else assertThrows(appendAll, Error, "injected");
      appender.flush();
      const texts = DAYS.map((day) =>
        Deno.readTextFileSync(join(folder, `${day}.jsonl`))
      );
      assertEquals(texts, ["{}\n", "{}\n", "{}\n"], `operation ${endsAt}`);
      assertEquals(process.isEnded, !isOver);
      if (isOver) return;
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  }
});
