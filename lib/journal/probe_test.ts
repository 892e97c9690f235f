import { assertEquals, assertRejects } from "@std/assert";
import { ServiceError } from "../error.ts";
import { JournalBench } from "../testing/journal_bench.ts";
import { systemError } from "./fault_file_system.ts";

Deno.test("a journal that refuses events finds by itself when it can be written again, and no sooner", async () => {
  await using bench = new JournalBench();
  const { journal } = await bench.open({ probeIntervalMs: 1 });
  await bench.append(`{"n":1}`);
  bench.faults.roomBytes = 20;
  await assertRejects(() => bench.append(`{"n":2}`), ServiceError);
  const tried = Promise.withResolvers<void>();
  let syncs = 0;
  bench.faults.beforeSync = () => {
    if (++syncs === 2) tried.resolve();
    return Promise.reject(systemError("EIO"));
  };
  bench.faults.roomBytes = Infinity;
  await tried.promise;
  assertEquals(typeof journal.problem, "string");
  const recovered = Promise.withResolvers<string>();
  bench.onReport = recovered.resolve;
  bench.faults.beforeSync = () => Promise.resolve();
  await recovered.promise;
  assertEquals(journal.problem, undefined);
  assertEquals(bench.reports.at(-1), "The journal can be written again");
  assertEquals(
    Array.from(Deno.readDirSync(bench.directory), ({ name }) => name).sort(),
    ["2026-11-23.jsonl", "lock"],
  );
});
