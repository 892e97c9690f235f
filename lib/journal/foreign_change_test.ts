/** Somebody else cuts, replaces or takes away what is being appended to. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ServiceError } from "../error.ts";
import { JournalBench } from "../testing/journal_bench.ts";

const DAY = "2026-11-23";

/** What is done to the segment, and which of the lines "a" and "b" it leaves. */
const CHANGES: readonly [
  what: string,
  change: (path: string) => void,
  kept: readonly string[],
][] = [
  ["deleted", (path) => Deno.removeSync(path), []],
  ["moved away", (path) => Deno.renameSync(path, `${path}.aside`), []],
  ["cut to nothing", (path) => Deno.truncateSync(path), []],
  [
    "cut within its last line",
    (path) => Deno.truncateSync(path, Deno.statSync(path).size - 3),
    ["a"],
  ],
  [
    "replaced by a shorter one",
    (path) => replace(path, `{"uuid":"x"}\n`),
    ["x"],
  ],
  [
    "replaced by one of the same size",
    (path) => replace(path, Deno.readTextFileSync(path).replace('"a"', '"A"')),
    ["A", "b"],
  ],
  [
    "replaced by one that ends within a line",
    (path) => replace(path, `{"uuid":"x"}\n{"uuid`),
    ["x"],
  ],
  [
    "appended to",
    (path) => Deno.writeTextFileSync(path, `{"uuid":"x"}\n`, { append: true }),
    ["a", "b", "x"],
  ],
];

function replace(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.new`, text);
  Deno.renameSync(`${path}.new`, path);
}

function uuids(bench: JournalBench): string[] {
  return bench.lines(DAY).map((line) => JSON.parse(line).uuid);
}

for (const sync of ["disk", "os"] as const) {
  for (const [what, change, kept] of CHANGES) {
    Deno.test(`--sync ${sync}: after the segment was ${what} the next event is stored in it, and it is said`, async () => {
      await using bench = new JournalBench(sync);
      const { journal } = await bench.open();
      await bench.append(`{"uuid":"a"}`);
      await bench.append(`{"uuid":"b"}`);
      const path = join(bench.directory, `${DAY}.jsonl`);
      change(path);
      await bench.append(`{"uuid":"c"}`);
      assertEquals(uuids(bench), [...kept, "c"]);
      assertEquals(
        journal.segments().map(({ path, sizeBytes }) => ({ path, sizeBytes })),
        [{ path, sizeBytes: Deno.statSync(path).size }],
      );
      assertEquals(bench.reports.length, 1);
      assertStringIncludes(
        bench.reports[0]!,
        `${DAY}.jsonl was changed by somebody else`,
      );
      assertEquals(journal.figures.foreign_changes, 1);
      assertEquals(journal.problem, undefined);
    });
  }
}

Deno.test("events whose segment is taken away before their sync has ended are refused, and the next is stored", async () => {
  await using bench = new JournalBench();
  const { journal } = await bench.open();
  await bench.append(`{"uuid":"a"}`);
  bench.faults.beforeSync = () => {
    bench.faults.beforeSync = () => Promise.resolve();
    Deno.removeSync(join(bench.directory, `${DAY}.jsonl`));
    return Promise.resolve();
  };
  const error = await assertRejects(
    () => bench.append(`{"uuid":"b"}`),
    ServiceError,
  );
  assertEquals(error.status, 503);
  assertEquals(
    journal.problem,
    `${DAY}.jsonl was changed by somebody else`,
  );
  assertEquals(await bench.append(`{"uuid":"b"}`), new Set());
  assertEquals(uuids(bench), ["b"]);
  assertEquals(journal.problem, undefined);
});

Deno.test("events are refused while the folder is gone, and stored once it is back", async () => {
  await using bench = new JournalBench();
  await bench.open();
  await bench.append(`{"uuid":"a"}`);
  const aside = `${bench.directory}.aside`;
  Deno.renameSync(bench.directory, aside);
  await assertRejects(() => bench.append(`{"uuid":"b"}`), ServiceError);
  Deno.renameSync(aside, bench.directory);
  await bench.append(`{"uuid":"c"}`);
  assertEquals(uuids(bench), ["a", "c"]);
});

Deno.test("a folder in which no segment can be made refuses the new day's events, and passes", async () => {
  await using bench = new JournalBench();
  await bench.open();
  await bench.append(`{"uuid":"a"}`);
  for (const fault of ["open", "syncDirectory"] as const) {
    bench.now += 24 * 60 * 60 * 1000;
    bench.faults[fault] = Object.assign(new Error("EROFS"), { code: "EROFS" });
    await assertRejects(() => bench.append(`{"uuid":"b"}`), ServiceError);
    bench.faults[fault] = undefined;
    assertEquals(await bench.append(`{"uuid":"${fault}"}`), new Set());
  }
  assertEquals(
    ["2026-11-24", "2026-11-25"].map((day) => bench.lines(day).length),
    [1, 1],
  );
});
