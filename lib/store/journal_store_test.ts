import { gzipSync } from "node:zlib";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { join } from "@std/path";
import { ServiceError } from "../error.ts";
import { type Event, readEvent } from "../event/mod.ts";
import {
  type CountQuery,
  parseCountQuery,
  parseFieldsQuery,
  parseRecordsQuery,
} from "../query/mod.ts";
import { openTestJournal } from "../testing/open_journal.ts";
import { JournalStore } from "./journal_store.ts";

function eventOf(value: unknown): Event {
  return readEvent(new TextEncoder().encode(JSON.stringify(value)));
}

const NOW = new Date("2026-11-23T21:04:05.123Z");

async function recordCountInJson(
  store: JournalStore,
  query: CountQuery,
): Promise<number> {
  const text = await new Response(
    ReadableStream.from(await store.countJson(query)),
  ).text();
  return JSON.parse(text).record_count;
}

async function withStore(
  options: ConstructorParameters<typeof JournalStore>[1],
  use: (store: JournalStore, directory: string) => Promise<void>,
): Promise<void> {
  const directory = Deno.makeTempDirSync();
  const opened = await openTestJournal(directory);
  try {
    await using store = new JournalStore(opened, options);
    await use(store, directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("records() stops at its bound of characters, but gives one record at least", async () => {
  const query = parseRecordsQuery(new URLSearchParams("limit=50"), {
    now: NOW,
  });
  for (const [bound, expected] of [[1, 1], [250, 2], [100_000, 20]] as const) {
    await withStore({ maxRecordsCharacters: bound }, async (store) => {
      const event = eventOf({ filler: "x".repeat(50) });
      await store.append(Array.from({ length: 20 }, () => event));
      assertEquals((await store.records(query)).length, expected);
    });
  }
});

Deno.test("a question sees every event acknowledged before it, while more come in", async () => {
  await withStore({}, async (store) => {
    const query = parseCountQuery(new URLSearchParams(), { now: NOW });
    let acknowledged = 0;
    const appends = Array.from({ length: 40 }, async () => {
      await store.append([eventOf({})]);
      acknowledged++;
      const before = acknowledged;
      const { record_count } = await store.count(query);
      assert(record_count >= before, `${record_count} of ${before}`);
      const known = await recordCountInJson(store, query);
      assert(known >= before, `${known} of ${before}`);
    });
    await Promise.all(appends);
    assertEquals(store.stats().appended_events, 40);
    assertEquals(await recordCountInJson(store, query), 40);
  });
});

Deno.test("a question whose answer is remembered is answered by it until an event is stored", async () => {
  await withStore({}, async (store) => {
    const query = parseCountQuery(new URLSearchParams("group_by=a"), {
      now: NOW,
    });
    await store.append([eventOf({ a: 1 })]);
    const first = await store.countJson(query);
    assertStrictEquals(await store.countJson({ ...query }), first);
    assert(await store.countJson({ ...query, top: 1 }) !== first);
    await store.append([eventOf({ a: 1 })]);
    assert(await store.countJson(query) !== first);
    assertEquals(await recordCountInJson(store, query), 2);
  });
});

for (const suffix of ["", ".gz"]) {
  Deno.test(`a segment${suffix} that is away while it is asked about counts again when it is back`, async () => {
    await withStore({}, async (store, directory) => {
      const past = join(directory, `2014-08-09.jsonl${suffix}`);
      const lines = new TextEncoder().encode(
        `{"a":2,"server_time":"2014-08-09T00:00:00.000Z"}\n`.repeat(3),
      );
      Deno.writeFileSync(past, suffix ? gzipSync(lines) : lines);
      await store.append([eventOf({ a: 1 })]);
      // Of just now: the folder is not looked at again while this test asks.
      await store.snapshot({ report: () => {} }).then((tar) => tar.cancel());
      Deno.renameSync(past, join(directory, "away"));
      const question = new URLSearchParams("group_by=a");
      const query = parseCountQuery(question, { now: NOW });
      const fields = parseFieldsQuery(new URLSearchParams());
      assertEquals(await recordCountInJson(store, query), 1);
      assertEquals((await store.fields(fields)).record_count, 1);
      Deno.renameSync(join(directory, "away"), past);
      assertEquals(await recordCountInJson(store, query), 4);
      assertEquals((await store.fields(fields)).record_count, 4);
    });
  });
}

Deno.test("an answer has what somebody else did to the folder since it was last looked at", async () => {
  await withStore({}, async (store, directory) => {
    await store.append([eventOf({ a: 1 })]);
    const query = parseCountQuery(new URLSearchParams("group_by=a"), {
      now: NOW,
    });
    const fields = parseFieldsQuery(new URLSearchParams());
    assertEquals(await recordCountInJson(store, query), 1);
    const past = join(directory, "2014-08-09.jsonl");
    const line = `{"a":2,"server_time":"2014-08-09T00:00:00.000Z"}\n`;
    Deno.writeTextFileSync(past, line.repeat(3));
    await afterSeconds(2, async () => {
      assertEquals(await recordCountInJson(store, query), 4);
    });
    Deno.writeTextFileSync(past, line);
    await afterSeconds(4, async () => {
      assertEquals(await recordCountInJson(store, query), 2);
      assertEquals((await store.fields(fields)).record_count, 2);
    });
    Deno.removeSync(past);
    await afterSeconds(6, async () => {
      assertEquals(await recordCountInJson(store, query), 1);
    });
  });
});

/** Has the clock of `performance` be ahead for a while. */
async function afterSeconds(
  seconds: number,
  run: () => Promise<void>,
): Promise<void> {
  const now = performance.now;
  performance.now = () => now.call(performance) + seconds * 1000;
  try {
    await run();
  } finally {
    performance.now = now;
  }
}

Deno.test("what keeps the journal from being read is in the log when it begins and when it passes", async () => {
  const log: string[] = [];
  const report = (message: string) => void log.push(message);
  await withStore({ report }, async (store, directory) => {
    const query = parseCountQuery(new URLSearchParams(), { now: NOW });
    await store.append([eventOf({ a: 1 })]);
    const away = `${directory}.away`;
    Deno.renameSync(directory, away);
    for (let each = 0; each < 2; each++) {
      // It looks at the folder each time.
      await assertRejects(
        () => store.snapshot({ report }),
        ServiceError,
        "(ENOENT)",
      );
    }
    assertMatch(`${store.stats().read_problem}`, /No such file/);
    Deno.renameSync(away, directory);
    await store.snapshot({ report }).then((tar) => tar.cancel());
    assertEquals(await recordCountInJson(store, query), 1);
    assertEquals(store.stats().read_problem, undefined);
  });
  assertEquals(
    log.filter((line) => line.includes("list")).map((line) =>
      line.split(":")[0]
    ),
    ["The journal cannot be listed", "The journal can be listed again"],
  );
});
