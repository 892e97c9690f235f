import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { ServiceError } from "../error.ts";
import { JournalBench, START, turn } from "../testing/journal_bench.ts";
import { type Faults, systemError } from "./fault_file_system.ts";
import type { SyncMode } from "./journal_parts.ts";
import { LockError, openJournal } from "./mod.ts";

Deno.test("append() writes the event's own text with server_time spliced in last", async () => {
  await using bench = new JournalBench();
  await bench.open();
  await bench.append(`{"n": 1.0, "big":12345678901234567890}`);
  assertEquals(bench.lines(), [
    `{"n": 1.0, "big":12345678901234567890,"server_time":"2026-11-23T21:04:05.123Z"}`,
  ]);
});

Deno.test("append() shares one write among events that arrive together", async () => {
  await using bench = new JournalBench();
  const { journal } = await bench.open();
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => bench.append(`{"n":${index}}`)),
  );
  assertEquals(bench.lines().length, 50);
  assertEquals(journal.figures.written_batches, 1);
});

Deno.test("append() resolves only after the sync, and readers see nothing before it", async () => {
  await using bench = new JournalBench();
  const { journal } = await bench.open();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  bench.faults.beforeSync = () => (reached.resolve(), held.promise);
  let isDone = false;
  const appended = bench.append(`{"a":1}`).then(() => isDone = true);
  await reached.promise;
  assertEquals(isDone, false);
  assertEquals(journal.segments().map((each) => each.sizeBytes), [0]);
  held.resolve();
  await appended;
  assertEquals(journal.segments().map((each) => each.sizeBytes), [
    bench.lines()[0]!.length + 1,
  ]);
});

Deno.test("append() stores a uuid once, within a batch, across batches and across a restart", async () => {
  await using bench = new JournalBench();
  await bench.open();
  assertEquals(
    await bench.append(`{"uuid":"a"}`, `{"uuid":"b"}`, `{"uuid":"a"}`),
    new Set([2]),
  );
  assertEquals(await bench.append(`{"uuid":"b"}`), new Set([0]));
  await bench.close();
  await bench.open();
  assertEquals(
    await bench.append(`{"uuid":"a"}`, `{"uuid":"c"}`),
    new Set([0]),
  );
  assertEquals(bench.lines().length, 3);
});

for (const maxCopiedBytes of [0, Infinity]) {
  const how = maxCopiedBytes === 0 ? "written from where it is" : "copied";
  Deno.test(`append() stores what is new of a run that is ${how}, among single events`, async () => {
    await using bench = new JournalBench();
    await bench.open({ maxCopiedBytes });
    await bench.append(`{"uuid":"b"}`);
    const seen = await Promise.all([
      bench.append(`{"uuid":"x"}`),
      bench.appendRun(
        `{"uuid":"b"}`,
        `{"uuid":"a"}`,
        `{"n":1}`,
        `{"uuid":"a"}`,
        `{"uuid":"x"}`,
        `{"n":2.0}`,
        `{}`,
      ),
      bench.appendRun(`{"uuid":"a"}`, `{"uuid":"b"}`),
      bench.append(`{"uuid":"a"}`, `{"uuid":"c"}`),
      bench.appendRun(`{"uuid":"c"}`, `{"uuid":"d"}`),
    ]);
    assertEquals(
      seen.map((places) => [...places]),
      [[], [0, 3, 4], [0, 1], [0], [0]],
    );
    const time = `"server_time":"2026-11-23T21:04:05.123Z"`;
    assertEquals(bench.lines(), [
      `{"uuid":"b",${time}}`,
      `{"uuid":"x",${time}}`,
      `{"uuid":"a",${time}}`,
      `{"n":1,${time}}`,
      `{"n":2.0,${time}}`,
      `{${time}}`,
      `{"uuid":"c",${time}}`,
      `{"uuid":"d",${time}}`,
    ]);
  });

  Deno.test(`append() refuses a run that is ${how} wholly, and stores it when it comes again`, async () => {
    await using bench = new JournalBench();
    await bench.open({ maxCopiedBytes });
    await bench.append(`{"uuid":"a"}`);
    const lines = bench.lines();
    bench.faults.roomBytes = 70;
    const texts = [`{"uuid":"b"}`, `{"uuid":"a"}`, `{"uuid":"c"}`];
    await assertRejects(() => bench.appendRun(...texts), ServiceError);
    assertEquals(bench.lines(), lines);
    bench.faults.roomBytes = Infinity;
    assertEquals([...await bench.appendRun(...texts)], [1]);
    assertEquals(bench.lines().map((line) => JSON.parse(line).uuid), [
      "a",
      "b",
      "c",
    ]);
  });
}

Deno.test("append() remembers as many of the latest uuids as the window holds, after a restart too", async () => {
  await using bench = new JournalBench();
  await bench.open({ uuidWindow: 2 });
  for (const uuid of ["a", "b", "c"]) await bench.append(`{"uuid":"${uuid}"}`);
  assertEquals(await bench.append(`{"uuid":"b"}`), new Set([0]));
  await bench.close();
  await bench.open({ uuidWindow: 2 });
  assertEquals(await bench.append(`{"uuid":"c"}`), new Set([0]));
  assertEquals(await bench.append(`{"uuid":"b"}`), new Set([0]));
  assertEquals(await bench.append(`{"uuid":"a"}`), new Set());
});

Deno.test("a duplicate of an event that is not durable yet shares its outcome", async () => {
  await using bench = new JournalBench();
  await bench.open();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  bench.faults.beforeSync = () => (reached.resolve(), held.promise);
  const first = bench.append(`{"uuid":"a"}`);
  await reached.promise;
  const second = bench.append(`{"uuid":"a"}`);
  bench.faults.sync = systemError("EIO");
  held.resolve();
  await Promise.all(
    [first, second].map((each) => assertRejects(() => each, ServiceError)),
  );
  bench.faults.sync = undefined;
  assertEquals(
    await bench.append(`{"uuid":"a"}`),
    new Set(),
    "may be sent again",
  );
  assertEquals(bench.lines().length, 1);
});

Deno.test("events go to the segment of their server_time's day, also when the clock goes back", async () => {
  await using bench = new JournalBench();
  const { journal } = await bench.open();
  await bench.append(`{"n":1}`);
  bench.now += 3 * 60 * 60 * 1000;
  await bench.append(`{"n":2}`);
  bench.now = START;
  await bench.append(`{"n":3}`);
  assertEquals(bench.lines("2026-11-23").length, 2);
  assertEquals(bench.lines("2026-11-24").length, 1);
  assertEquals(journal.segments().length, 2);
});

Deno.test("a new day's segment begins when the old one's last batch is durable", async () => {
  await using bench = new JournalBench();
  await bench.open();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  bench.faults.beforeSync = () => (reached.resolve(), held.promise);
  const old = bench.append(`{"n":1}`);
  await reached.promise;
  bench.now += 24 * 60 * 60 * 1000;
  const next = bench.append(`{"n":2}`);
  bench.faults.sync = systemError("EIO");
  held.resolve();
  await Promise.all(
    [old, next].map((each) => assertRejects(() => each, ServiceError)),
  );
  bench.faults.sync = undefined;
  await bench.append(`{"n":3}`);
  assertEquals(bench.lines("2026-11-23"), []);
  assertEquals(bench.lines("2026-11-24").length, 1);
});

/** Holds every sync until the test lets go of it, with an error or without. */
function holdSyncs(faults: Faults): PromiseWithResolvers<void>[] {
  const held: PromiseWithResolvers<void>[] = [];
  faults.beforeSync = () => {
    const each = Promise.withResolvers<void>();
    held.push(each);
    return each.promise;
  };
  return held;
}

Deno.test("two syncs overlap; what the second made durable is acknowledged after the first", async () => {
  await using bench = new JournalBench();
  const { journal } = await bench.open();
  const held = holdSyncs(bench.faults);
  const settled: string[] = [];
  const append = (name: string) =>
    bench.append(`{"n":"${name}"}`).then(() => settled.push(name));
  const first = append("first");
  await turn(2);
  const second = append("second");
  await turn(2);
  const third = append("third");
  await turn(2);
  assertEquals(held.length, 2, "a third one waits");
  held[1]!.resolve();
  await turn(5);
  assertEquals([settled, journal.segments()[0]?.sizeBytes], [[], 0]);
  held[0]!.resolve();
  await Promise.all([first, second]);
  assertEquals(settled, ["first", "second"]);
  await turn(2);
  held[2]!.resolve();
  await third;
  assertEquals(bench.lines().length, 3);
});

Deno.test("a sync that fails refuses what was written behind it, though its own sync succeeds", async () => {
  await using bench = new JournalBench();
  await bench.open();
  const held = holdSyncs(bench.faults);
  const first = bench.append(`{"uuid":"a"}`);
  await turn(2);
  const second = bench.append(`{"uuid":"b"}`);
  await turn(2);
  const duplicate = bench.append(`{"uuid":"a"}`);
  held[1]!.resolve();
  held[0]!.reject(systemError("EIO"));
  for (const each of [first, second, duplicate]) {
    await assertRejects(() => each, ServiceError);
  }
  assertEquals(bench.lines(), []);
  bench.faults.beforeSync = () => Promise.resolve();
  assertEquals(await bench.append(`{"uuid":"b"}`, `{"uuid":"a"}`), new Set());
  assertEquals(bench.lines().length, 2);
});

const REFUSALS: {
  name: string;
  status: number;
  spoil: (faults: Faults) => void;
}[] = [
  {
    name: "a full disk",
    status: 507,
    spoil: (faults) => faults.roomBytes = 10,
  },
  {
    name: "an I/O error on write",
    status: 503,
    spoil: (faults) => faults.write = systemError("EIO"),
  },
  {
    name: "an I/O error on sync",
    status: 503,
    spoil: (faults) => faults.sync = systemError("EIO"),
  },
  {
    name: "a full disk that cannot be cut back either",
    status: 507,
    spoil: (faults) => {
      faults.roomBytes = 10;
      faults.truncate = systemError("EIO");
    },
  },
  {
    name: "a sync that fails and cannot be cut back",
    status: 503,
    spoil: (faults) => {
      faults.sync = systemError("EIO");
      faults.truncate = systemError("EIO");
    },
  },
];

for (const { name, status, spoil } of REFUSALS) {
  Deno.test(`${name} refuses the events with ${status}, keeps what was stored, and passes`, async () => {
    await using bench = new JournalBench();
    const { journal } = await bench.open();
    await bench.append(`{"uuid":"before"}`);
    const healthy = { ...bench.faults };
    spoil(bench.faults);
    const error = await assertRejects(
      () => bench.append(`{"uuid":"a"}`, `{"uuid":"b"}`),
      ServiceError,
    );
    assertEquals(error.status, status);
    assert(error.retryAfterSeconds! > 0);
    assert(journal.problem !== undefined);
    await assertRejects(() => bench.append(`{"uuid":"a"}`), ServiceError);
    Object.assign(bench.faults, healthy);
    assertEquals(await bench.append(`{"uuid":"b"}`), new Set());
    assertEquals(journal.problem, undefined);
    assertEquals(
      bench.reports.length,
      2,
      "one line when it began, one when it passed",
    );
    const uuids = bench.lines().map((line) => JSON.parse(line).uuid);
    assertEquals(uuids, ["before", "b"]);
    assertEquals(journal.figures.refused_events, 3);
  });
}

Deno.test("short writes are continued until the batch is whole", async () => {
  await using bench = new JournalBench();
  await bench.open();
  bench.faults.shortWriteBytes = 7;
  await bench.append(`{"n":1}`, `{"n":2}`);
  assertEquals(bench.lines().length, 2);
});

Deno.test("close() stores what was accepted, and refuses what comes after", async () => {
  for (const sync of ["disk", "os"] as const) {
    await using bench = new JournalBench(sync);
    const { journal } = await bench.open();
    const accepted = bench.append(`{"n":1}`);
    const closed = journal.close();
    await assertRejects(() => bench.append(`{"n":2}`), ServiceError);
    await Promise.all([accepted, closed]);
    assertEquals(bench.lines().length, 1);
  }
});

Deno.test("a second journal on the folder is refused with the holder's name, and comes in after it", async () => {
  await using bench = new JournalBench();
  await bench.open();
  const other = new JournalBench();
  const options = {
    directory: bench.directory,
    sync: "os",
    uuidWindow: 1,
    host: "x",
  } as const;
  await assertRejects(
    () => openJournal({ ...options, report: () => {} }),
    LockError,
    `Cannot use "${bench.directory}": another server holds its lock (pid ${Deno.pid} on "box"`,
  );
  await bench.close();
  const { journal, lock } = await openJournal({ ...options, report: () => {} });
  await journal.close();
  lock[Symbol.dispose]();
  await other[Symbol.asyncDispose]();
});

const TORN: { tail: string; action: string; kept: number }[] = [
  { tail: `{"uuid":"torn","x":`, action: "quarantined", kept: 2 },
  { tail: "\0\0\0\0", action: "quarantined", kept: 2 },
  { tail: `[1,2]`, action: "quarantined", kept: 2 },
  { tail: `{"uuid":"whole"}`, action: "completed", kept: 3 },
];

for (const { tail, action, kept } of TORN) {
  Deno.test(`opening a journal whose last line is ${JSON.stringify(tail)} has it ${action}`, async () => {
    await using bench = new JournalBench();
    const segment = join(bench.directory, "2026-11-23.jsonl");
    const before = `{"uuid":"a"}\nnot json\n`;
    Deno.writeTextFileSync(segment, before + tail);
    const { repairs } = await bench.open();
    assertEquals(repairs, [
      {
        segment: "2026-11-23.jsonl",
        tornBytes: tail.length,
        action: action as "completed",
      },
    ]);
    assertEquals(bench.lines().length, kept);
    if (action === "quarantined") {
      const aside = join(
        bench.directory,
        "quarantine",
        `2026-11-23.jsonl.${before.length}`,
      );
      assertEquals(Deno.readTextFileSync(aside), tail);
    }
    assertEquals(
      await bench.append(`{"uuid":"torn"}`, `{"uuid":"a"}`),
      new Set([1]),
    );
  });
}

Deno.test("repairing quarantines a long torn line whole, and never overwrites an older one", async () => {
  await using bench = new JournalBench();
  const segment = join(bench.directory, "2026-11-23.jsonl");
  const tail = `{"long":"${"x".repeat(200_000)}`;
  for (const round of [0, 1]) {
    Deno.writeTextFileSync(segment, tail + round);
    await bench.open();
    await bench.close();
  }
  const aside = Array.from(
    Deno.readDirSync(join(bench.directory, "quarantine")),
    (each) => each.name,
  );
  assertEquals(aside.sort(), ["2026-11-23.jsonl.0", "2026-11-23.jsonl.0.1"]);
  assertEquals(
    Deno.readTextFileSync(join(bench.directory, "quarantine", aside[1]!)),
    `${tail}1`,
  );
});

Deno.test("acknowledged events are stored once and refused ones never, for any faults in any order", async () => {
  const fault = fc.constantFrom(
    "none",
    "none",
    "none",
    "room",
    "write",
    "sync",
    "truncate",
    "short",
    "open",
  );
  const step = fc.record({
    fault,
    uuids: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
    day: fc.nat(2),
    waits: fc.boolean(),
    /** How many turns of the event loop the syncs take. */
    turns: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
    restart: fc.nat(9).map((n) => n === 0),
    isRun: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom("disk", "os"),
      fc.constantFrom(0, Infinity),
      async (steps, sync, maxCopiedBytes) => {
        await using bench = new JournalBench(sync as SyncMode);
        const healthy = { ...bench.faults };
        const options = { uuidWindow: 1000, maxCopiedBytes };
        await bench.open(options);
        const acknowledged = new Set<string>();
        const requests: Promise<unknown>[] = [];
        for (const each of steps) {
          if (each.restart) {
            Object.assign(bench.faults, healthy);
            await bench.close();
            await bench.open(options);
          }
          Object.assign(bench.faults, healthy);
          bench.now = START + each.day * 24 * 60 * 60 * 1000;
          if (each.fault === "room") bench.faults.roomBytes = 15;
          if (each.fault === "short") bench.faults.shortWriteBytes = 3;
          if (each.fault === "write") bench.faults.write = systemError("EIO");
          if (each.fault === "sync") bench.faults.sync = systemError("EIO");
          if (each.fault === "open") bench.faults.open = systemError("EMFILE");
          if (each.fault === "truncate") {
            bench.faults.truncate = systemError("EIO");
            bench.faults.sync = systemError("EIO");
          }
          let syncs = 0;
          bench.faults.beforeSync = () =>
            turn(each.turns[syncs++ % each.turns.length]!);
          const texts = each.uuids.map((uuid) => `{"uuid":"${uuid}"}`);
          const appends = each.isRun
            ? [() => bench.appendRun(...texts)]
            : texts.map((text) => () => bench.append(text));
          for (const [index, append] of appends.entries()) {
            const uuids = each.isRun ? each.uuids : [each.uuids[index]!];
            requests.push(
              append().then(
                () => uuids.forEach((uuid) => acknowledged.add(String(uuid))),
                () => {},
              ),
            );
            // So that what follows comes while this is being synced.
            if (!each.waits) await turn(1);
          }
          if (each.waits) await Promise.all(requests);
        }
        Object.assign(bench.faults, healthy);
        await bench.close();
        await Promise.all(requests);
        const stored = [0, 1, 2].flatMap((day) => {
          const name = new Date(START + day * 24 * 60 * 60 * 1000).toISOString()
            .slice(0, 10);
          try {
            return bench.lines(name);
          } catch (error) {
            if (error instanceof Deno.errors.NotFound) return [];
            throw error;
          }
        }).map((line) => JSON.parse(line).uuid as string);
        assertEquals(stored.toSorted(), [...acknowledged].sort());
      },
    ),
    { numRuns: 150 },
  );
});
