import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { join } from "@std/path";
import { unpackTar } from "modern-tar";
import { openTestJournal } from "../testing/open_journal.ts";
import { ServiceError } from "../error.ts";
import { readEvent } from "../event/mod.ts";
import { listSegments } from "../journal/segment.ts";
import {
  exchangeForCompressed,
  prepareCompressed,
} from "../journal/upkeep/compress_segment.ts";
import { writeCompressed } from "../testing/compressed.ts";
import { eventually } from "../testing/eventually.ts";
import { openFilesIn } from "../testing/open_files.ts";
import { JournalStore } from "./journal_store.ts";
import { snapshotSegments } from "./snapshot.ts";
import type { Snapshot } from "./store.ts";

/** A folder with past days, and a store over it. */
class Bench implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  readonly reports: string[] = [];
  #store: JournalStore | undefined;

  /** Writes a day of lines. @returns its text */
  write(day: string, lines = 3): string {
    const text = Array.from(
      { length: lines },
      (_, n) =>
        JSON.stringify({
          uuid: `${day}-${n}`,
          server_time: `${day}T01:02:03Z`,
        }) +
        "\n",
    ).join("");
    Deno.writeTextFileSync(this.path(day), text);
    return text;
  }

  path(day: string): string {
    return join(this.folder, `${day}.jsonl`);
  }

  async open(today = "2026-11-24"): Promise<JournalStore> {
    const opened = await openTestJournal(this.folder, {
      clock: () => new Date(`${today}T10:20:30.400Z`),
    });
    return this.#store = new JournalStore(opened);
  }

  async snapshot(): Promise<Snapshot> {
    const report = (message: string) => this.reports.push(message);
    return await this.#store!.snapshot({ report });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store?.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** The texts of an archive's files, by name. */
async function textsOf(archive: Snapshot): Promise<Record<string, string>> {
  const entries = await unpackTar(archive, { strict: true });
  const decoder = new TextDecoder();
  return Object.fromEntries(
    entries.filter(({ data }) => data !== undefined)
      .map(({ header, data }) => [header.name, decoder.decode(data)]),
  );
}

function eventOf(n: number) {
  return readEvent(new TextEncoder().encode(JSON.stringify({ n })));
}

function numbersIn(text: string): number[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line).n);
}

Deno.test("a snapshot holds just the events acknowledged before it, whatever is appended meanwhile", async () => {
  await using bench = new Bench();
  const store = await bench.open();
  for (const n of [1, 2, 3]) await store.append([eventOf(n)]);
  const before = await bench.snapshot();
  await store.append([eventOf(4)]);
  const pending = store.append([eventOf(5)]);
  const between = await bench.snapshot();
  await pending;
  const names = ["analytics-data/2026-11-24.jsonl"];
  const texts = await textsOf(before);
  assertEquals(Object.keys(texts), names);
  assertEquals(numbersIn(texts[names[0]!]!), [1, 2, 3]);
  assertEquals(numbersIn((await textsOf(between))[names[0]!]!), [1, 2, 3, 4]);
});

Deno.test("segments are in it as their files are, of the same time, for their owner alone", async () => {
  await using bench = new Bench();
  const days = ["2026-10-01", "2026-10-02", "2026-10-03"];
  for (const day of days) bench.write(day, 500);
  for (const [day, kind] of [[0, "foreign"], [1, "seekable"]] as const) {
    const path = bench.path(days[day]!);
    Deno.utimeSync(path, 1_790_000_000, 1_790_000_000);
    writeCompressed(path, kind);
    Deno.removeSync(path);
  }
  await bench.open();
  const entries = await unpackTar(await bench.snapshot(), { strict: true });
  const [folder, ...files] = entries;
  assertEquals(
    [folder!.header.name, folder!.header.type, folder!.header.mode],
    ["analytics-data/", "directory", 0o700],
  );
  assertEquals(files.map(({ header }) => header.name), [
    "analytics-data/2026-10-01.jsonl.gz",
    "analytics-data/2026-10-02.jsonl.gz",
    "analytics-data/2026-10-03.jsonl",
  ]);
  for (const { header, data } of files) {
    const path = join(bench.folder, header.name.split("/")[1]!);
    assertEquals(data, Deno.readFileSync(path));
    assertEquals(header.mode, 0o600);
    assertEquals(
      header.mtime!.getTime(),
      Math.floor(Deno.statSync(path).mtime!.getTime() / 1000) * 1000,
    );
  }
});

Deno.test("a segment of which a compressed copy is not finished is in it once", async () => {
  await using bench = new Bench();
  const text = bench.write("2026-10-01");
  writeCompressed(bench.path("2026-10-01"), "seekable");
  await bench.open();
  assertEquals(await textsOf(await bench.snapshot()), {
    "analytics-data/2026-10-01.jsonl": text,
  });
});

/** Days that follow each other, one segment each. */
function daysOf(count: number): string[] {
  return Array.from(
    { length: count },
    (_, n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
  );
}

Deno.test("what is compressed or removed while it is read is in it as it was", async () => {
  await using bench = new Bench();
  const days = daysOf(100);
  const texts = Object.fromEntries(
    days.map((day) => [`analytics-data/${day}.jsonl`, bench.write(day)]),
  );
  await bench.open();
  const archive = await bench.snapshot();
  for (const view of listSegments(bench.folder)) {
    if (view.path === bench.path(days[0]!)) continue;
    prepareCompressed(view);
    exchangeForCompressed(view);
  }
  Deno.removeSync(bench.path(days[0]!));
  assertEquals(await textsOf(archive), texts);
  assertEquals(bench.reports, []);
});

Deno.test("what was removed or compressed a moment before is in it as it is now", async () => {
  await using bench = new Bench();
  for (const day of ["2026-10-01", "2026-10-02"]) bench.write(day);
  const store = await bench.open();
  assertEquals(store.stats().segment_count, 2);
  Deno.removeSync(bench.path("2026-10-01"));
  writeCompressed(bench.path("2026-10-02"), "seekable");
  Deno.removeSync(bench.path("2026-10-02"));
  assertEquals(Object.keys(await textsOf(await bench.snapshot())), [
    "analytics-data/2026-10-02.jsonl.gz",
  ]);
});

const MISHAPS: readonly [
  what: string,
  happens: (path: string) => void,
  report: RegExp,
][] = [
  ["is removed", (path) => Deno.removeSync(path), /is no longer there$/],
  [
    "is cut",
    (path) => Deno.truncateSync(path, 100),
    /ended \d+ bytes too early$/,
  ],
  [
    "is replaced",
    (path) => {
      Deno.writeTextFileSync(`${path}.other`, "{}\n");
      Deno.renameSync(`${path}.other`, path);
    },
    /was changed by somebody else$/,
  ],
  [
    "is compressed, and damaged then",
    (path) => {
      writeCompressed(path, "seekable");
      Deno.removeSync(path);
      const bytes = Deno.readFileSync(`${path}.gz`);
      bytes[30]! ^= 1;
      Deno.writeFileSync(`${path}.gz`, bytes);
    },
    /is damaged: /,
  ],
];
for (const [what, happens, report] of MISHAPS) {
  Deno.test(`a snapshot breaks off, and says so, where a segment ${what} before its turn`, async () => {
    await using bench = new Bench();
    const days = daysOf(100);
    for (const day of days) bench.write(day);
    await bench.open();
    const archive = await bench.snapshot();
    happens(bench.path(days[99]!));
    await assertRejects(() => new Response(archive).bytes());
    assertEquals(bench.reports.length, 1);
    assertMatch(
      bench.reports[0]!,
      /^A snapshot was broken off: 2026-04-10\.jsonl /,
    );
    assertMatch(bench.reports[0]!, report);
  });
}

Deno.test("segments that cannot be opened are a 503 that can be tried again, and leave nothing open", () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "2026-10-01.jsonl");
  Deno.writeTextFileSync(path, "{}\n");
  const gone = join(folder, "2026-10-02.jsonl");
  const error = assertThrows(
    () =>
      snapshotSegments(
        [{ path, sizeBytes: 3 }, { path: gone, sizeBytes: 3 }],
        { report: () => {} },
      ),
    ServiceError,
  );
  assertEquals([error.status, error.retryAfterSeconds], [503, 5]);
  assertEquals(openFilesIn(folder), 0);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a reader that goes away leaves nothing open and nothing in the log", async () => {
  await using bench = new Bench();
  for (const day of daysOf(70)) bench.write(day, 20_000);
  await bench.open();
  const before = openFilesIn(bench.folder);
  const reader = (await bench.snapshot()).getReader();
  const { value } = await reader.read();
  assert(value!.length > 0);
  if (Deno.build.os === "linux") assert(openFilesIn(bench.folder) > 30);
  await reader.cancel();
  await eventually(
    () => openFilesIn(bench.folder),
    (count) => count <= before,
  );
  assertEquals(bench.reports, []);
});
