import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { ClientEvent } from "../event.ts";
import { ASIDE_BOUNDS } from "./bounds.ts";
import { answer, numbersIn, TestFolder, uuidOf } from "./fixtures.ts";
import { Outbox } from "./outbox.ts";
import { OUTBOX_VARIABLE, outboxPlaces } from "./places.ts";
import { leaveStart } from "./starts.ts";
import type { BatchAnswer } from "./verdict.ts";
import type { Others, Presence } from "./others.ts";
import { type Report, Work, type WorkOptions } from "./work.ts";

const SERVER = "http://host";

function reportOf(number: number): Report {
  const event = { uuid: uuidOf(number), client: {} } as ClientEvent;
  return { server: SERVER, atMs: Date.now(), event };
}

/** An outbox, and processes that work on it. */
class TestWork extends TestFolder {
  readonly batches: number[][] = [];
  readonly texts: string[] = [];
  /** What the server does with a batch. */
  post: (numbers: number[]) => Promise<BatchAnswer> | BatchAnswer = () =>
    answer(200, { success: true });

  outbox(): Outbox {
    const owner = { os: Deno.build.os, userId: Deno.uid() };
    const places = outboxPlaces({
      ...owner,
      environment: (name) => name === OUTBOX_VARIABLE ? this.path : undefined,
    });
    const outbox = Outbox.open(places, owner);
    return outbox!;
  }

  process(options: Partial<WorkOptions> = {}): Work {
    return new Work({
      outbox: this.outbox(),
      reportLeft: ({ handOver }) => Promise.resolve(reportOf(handOver.startMs)),
      post: async (_server, lines) => {
        this.texts.push(lines);
        this.batches.push(numbersIn(lines));
        return await this.post(this.batches.at(-1)!);
      },
      isOver: () => false,
      nowMs: Date.now,
      random: () => 0.5,
      ...options,
    });
  }

  async report(number: number, options: Partial<WorkOptions> = {}) {
    const work = this.process(options);
    await work.report(() => Promise.resolve(reportOf(number)));
  }

  leave(...numbers: number[]): void {
    const { folder } = this.outbox();
    for (const number of numbers) {
      const handOver = { args: [], startMs: number, uuid: uuidOf(number) };
      const options = { environment: () => undefined, variables: [] };
      leaveStart(folder, handOver, options);
    }
  }

  async queued(): Promise<number> {
    const { queue } = await this.outbox().mailbox(SERVER);
    return (queue.list()).length;
  }
}

Deno.test("Work.report() delivers its own event, and leaves no file of it", async () => {
  using test = new TestWork();
  await test.report(1);
  assertEquals(test.batches, [[1]]);
  const files = test.files().map((path) => path.split(/[\\/]/).at(-1));
  assertEquals(files, ["lock", "state.json"]);
});

Deno.test("Work.report() delivers with its event what could not be before, as one batch", async () => {
  using test = new TestWork();
  let nowMs = Date.now();
  test.post = () => answer(500);
  await test.report(1, { nowMs: () => nowMs });
  test.post = () => answer(200, { success: true });
  nowMs += 3600_000;
  await test.report(2, { nowMs: () => nowMs });
  assertEquals(test.batches, [[1], [1, 2]]);
  assertEquals(await test.queued(), 0);
});

Deno.test("Work.report() only queues its event while an attempt is not due", async () => {
  using test = new TestWork();
  test.post = () => answer(503, "", "60");
  await test.report(1);
  for (const number of [2, 3]) await test.report(number);
  assertEquals(test.batches, [[1]]);
  assertEquals(await test.queued(), 3);
});

Deno.test("Work.report() only queues its event while another process delivers, and that one sends it", async () => {
  using test = new TestWork();
  let isFirst = true;
  test.post = async () => {
    if (isFirst) {
      isFirst = false;
      for (const number of [2, 3]) await test.report(number);
    }
    return answer(200, { success: true });
  };
  await test.report(1);
  assertEquals(test.batches, [[1], [2, 3]]);
  assertEquals(await test.queued(), 0);
});

Deno.test("Work.report() takes up the starts that were left, once, with its own event", async () => {
  using test = new TestWork();
  test.leave(2, 3, 4);
  await test.report(1);
  assertEquals(test.batches.map((batch) => batch.sort()), [[1, 2, 3, 4]]);
  await test.report(5);
  assertEquals(test.batches[1], [5]);
});

Deno.test("Work.report() takes up what is left while it delivers", async () => {
  using test = new TestWork();
  let isFirst = true;
  test.post = () => {
    if (isFirst) test.leave(2);
    isFirst = false;
    return answer(200, { success: true });
  };
  await test.report(1);
  assertEquals(test.batches, [[1], [2]]);
});

Deno.test("Work.workOff() forgets a start that is not to be reported", async () => {
  using test = new TestWork();
  test.leave(2);
  const reportLeft = () => Promise.resolve(undefined);
  await test.process({ reportLeft }).workOff();
  await test.process().workOff();
  assertEquals(test.batches, []);
});

Deno.test("Work.workOff() leaves starts for the next process when its time is over", async () => {
  using test = new TestWork();
  test.leave(2);
  await test.process({ isOver: () => true }).workOff();
  await test.process().workOff();
  assertEquals(test.batches, [[2]]);
});

/** Who else works: alike for all that waits. */
function others(presence: () => Presence): Others {
  return { takeStarts: presence, lookAfter: presence };
}

Deno.test("Work.finish() waits for whoever has the lock and looks at nothing, where no other child would report what is left", async () => {
  using test = new TestWork();
  const lock = (await test.outbox().lock(0))!;
  test.leave(1, 2);
  const work = test.process();
  assertEquals(await work.workOff(), undefined);
  await work.finish(others(() => "some"));
  assertEquals(test.batches, []);
  let looks = 0;
  await work.finish(others(() => {
    // It has waited for the lock once, in vain, before it looks again.
    if (++looks === 2) lock[Symbol.dispose]();
    return "none";
  }));
  assertEquals(test.batches.map((batch) => batch.toSorted()), [[1, 2]]);
});

Deno.test("Work.finish() delivers an event that was only queued, since somebody had the lock for a moment", async () => {
  using test = new TestWork();
  const work = test.process();
  {
    using _lock = await test.outbox().lock(0);
    await work.report(() => Promise.resolve(reportOf(1)));
  }
  assertEquals([test.batches, await test.queued()], [[], 1]);
  await work.finish(others(() => "none"));
  assertEquals([test.batches, await test.queued()], [[[1]], 0]);
});

Deno.test("Work.finish() leaves an event to who looks after its mailbox, and to nobody who has not said so", async () => {
  using test = new TestWork();
  const outbox = test.outbox();
  const { name, queue } = await outbox.mailbox(SERVER);
  const uuid = uuidOf(1);
  queue.add({ uuid, atMs: Date.now(), text: JSON.stringify({ uuid }) });
  const work = test.process();
  // It knows of no server yet.
  await work.finish(others(() => "none"));
  assertEquals(test.batches, []);
  await work.lookAfter(SERVER);
  await work.finish({
    takeStarts: () => "none",
    lookAfter: (mailbox) => mailbox === name ? "some" : "none",
  });
  assertEquals(test.batches, []);
  const said: Presence[] = ["unknown", "unknown", "some"];
  await work.finish(others(() => said.shift()!));
  assertEquals([test.batches, said], [[], []]);
  said.push("unknown", "none");
  await work.finish(others(() => said.shift() ?? "some"));
  assertEquals([test.batches, await test.queued()], [[[1]], 0]);
});

Deno.test("Work.finish() waits for no child that never says what it looks after", async () => {
  using test = new TestWork();
  test.leave(1);
  const work = test.process();
  await work.finish(others(() => "unknown"));
  assertEquals([test.batches, await test.queued()], [[[1]], 0]);
});

Deno.test("Work says once of each mailbox that it looks after it", async () => {
  using test = new TestWork();
  const names: string[] = [];
  const onMailbox = (name: string) => names.push(name);
  const work = test.process({ onMailbox });
  await work.lookAfter(SERVER);
  test.leave(1);
  await work.report(() =>
    Promise.resolve({ ...reportOf(2), server: "http://other" })
  );
  const nameOf = async (server: string) =>
    (await test.outbox().mailbox(server)).name;
  assertEquals(names, [await nameOf(SERVER), await nameOf("http://other")]);
});

Deno.test("Work.finish() ends when time is over, or where nothing comes of its rounds", async () => {
  using test = new TestWork();
  test.leave(1);
  let asked = 0;
  const reportLeft = () => (asked++, Promise.resolve(undefined));
  const nobody = others(() => "none");
  await test.process({ reportLeft, isOver: () => true }).finish(nobody);
  assertEquals([asked, test.batches], [0, []]);
  {
    using _lock = await test.outbox().lock(0);
    const work = test.process({ isOver: () => ++asked > 2 });
    await work.finish(nobody);
  }
  assertEquals([asked, test.batches], [3, []]);
});

Deno.test("Work.finish() ends where its rounds fail", async () => {
  using test = new TestWork();
  test.leave(1);
  let asked = 0;
  const reportLeft = () => (asked++, Promise.reject(new Error("broken")));
  await test.process({ reportLeft }).finish(others(() => "none"));
  assertEquals([asked, test.batches], [2, []]);
});

Deno.test("Work.report() delivers where the system has no locks for the outbox", async () => {
  using test = new TestWork();
  const noLock = () => Promise.reject(new Error("No locks available"));
  const file = Deno.FsFile.prototype;
  const { lock, tryLock } = file;
  Object.assign(file, { lock: noLock, tryLock: noLock });
  try {
    await test.report(1);
  } finally {
    Object.assign(file, { lock, tryLock });
  }
  assertEquals([test.batches, await test.queued()], [[[1]], 0]);
});

Deno.test("Work.report() has the next event tell how many were dropped, once", async () => {
  using test = new TestWork();
  test.outbox().drops.add(7);
  for (const number of [1, 2]) await test.report(number);
  assertEquals(
    test.texts.map((text) => JSON.parse(text).client.dropped),
    [7, undefined],
  );
});

Deno.test("Work.report() drops what is too old, and counts it", async () => {
  using test = new TestWork();
  const { queue } = await test.outbox().mailbox(SERVER);
  const uuid = uuidOf(1);
  queue.add({ uuid, atMs: 1, text: JSON.stringify({ uuid }) });
  for (const number of [2, 3]) await test.report(number);
  assertEquals(test.batches, [[2], [3]]);
  assertEquals(JSON.parse(test.texts[1]!).client.dropped, 1);
});

Deno.test("Work.report() drops what is too old for any server, and counts it", async () => {
  using test = new TestWork();
  const { queue } = await test.outbox().mailbox("http://former");
  const uuid = uuidOf(1);
  queue.add({ uuid, atMs: 1, text: JSON.stringify({ uuid }) });
  for (const number of [2, 3]) await test.report(number);
  assertEquals(queue.list(), []);
  assertEquals(JSON.parse(test.texts[1]!).client.dropped, 1);
});

Deno.test("Work.report() sends its event at once where the outbox has no room for it", async () => {
  using test = new TestWork();
  const { folder } = test.outbox();
  Deno.writeTextFileSync(join(folder, "servers"), "a file");
  await test.report(1);
  assertEquals(test.batches, [[1]]);
});

Deno.test("Work.report() sends the events of one server to no other", async () => {
  using test = new TestWork();
  test.post = () => answer(500);
  await test.report(1);
  const work = test.process({
    post: (server, lines) => {
      assertEquals([server, numbersIn(lines)], ["http://other", [2]]);
      return Promise.resolve(answer(200, { success: true }));
    },
  });
  await work.report(() =>
    Promise.resolve({ ...reportOf(2), server: "http://other" })
  );
  assertEquals(await test.queued(), 1);
});

Deno.test("Work.report() drops what a server refused beyond the bounds, and has the next event tell how many", async () => {
  using test = new TestWork();
  const { queue } = await test.outbox().mailbox(SERVER);
  const count = ASIDE_BOUNDS.maxEvents + 49;
  for (let number = 0; number < count; number++) {
    const uuid = uuidOf(number + 10);
    const atMs = Date.now() - 1000;
    queue.add({ uuid, atMs, text: JSON.stringify({ uuid }) });
  }
  test.post = (numbers) => {
    const items = numbers.map((_, index) => ({ index, status: "rejected" }));
    return answer(200, { success: false, items });
  };
  await test.report(1);
  assertEquals(queue.survey().aside.count, ASIDE_BOUNDS.maxEvents);
  assertEquals(queue.list(), []);
  test.post = () => answer(200, { success: true });
  await test.report(2);
  assertEquals(JSON.parse(test.texts.at(-1)!).client.dropped, 50);
});
