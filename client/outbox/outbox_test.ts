import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { MAX_SERVERS } from "./bounds.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";
import { Outbox } from "./outbox.ts";

const DAY_MS = 24 * 3600_000;
const NOW_MS = 1000 * DAY_MS;

class TestOutbox extends TestFolder {
  readonly outbox: Outbox = Outbox.open(
    [{ folder: join(this.path, "outbox") }],
    { os: Deno.build.os, userId: Deno.uid() },
  )!;

  /** Queues an event for a server. */
  async add(server: string, number: number, ageMs = 0): Promise<void> {
    const { queue } = await this.outbox.mailbox(server);
    const uuid = uuidOf(number);
    queue.add({ uuid, atMs: NOW_MS - ageMs, text: JSON.stringify({ uuid }) });
  }

  /** Has a server refuse all that waits for it. */
  async refuse(server: string): Promise<void> {
    const { queue } = await this.outbox.mailbox(server);
    for (const file of queue.list()) queue.setAside(file);
  }

  /** Notes that a server was used. */
  async use(server: string, ageMs: number): Promise<void> {
    const { state, save } = await this.outbox.mailbox(server);
    save({ ...state, trimmedMs: NOW_MS - ageMs });
  }

  servers(): string[] {
    return this.outbox.mailboxes().map(({ state }) => state.server);
  }
}

Deno.test("Outbox.trim() keeps to the servers last used, and counts the events of the others", async () => {
  using test = new TestOutbox();
  for (let number = 0; number < MAX_SERVERS + 2; number++) {
    const server = `http://host${number}`;
    // The first is the one that was not used for longest, though its event is the newest.
    await test.add(server, number, number === 0 ? DAY_MS : 2 * DAY_MS);
    await test.use(server, (MAX_SERVERS - number) * 1000 + DAY_MS / 2);
  }
  await test.refuse("http://host1");
  assertEquals(test.outbox.trim(NOW_MS), 2);
  const kept = Array.from(
    { length: MAX_SERVERS },
    (_, at) => `http://host${at + 2}`,
  );
  assertEquals(test.servers().sort(), kept.sort());
});

Deno.test("Outbox.trim() forgets a server that was not used for as long as events are kept", async () => {
  using test = new TestOutbox();
  await test.use("http://former", 31 * DAY_MS);
  await test.use("http://recent", 29 * DAY_MS);
  await test.add("http://late", 1, 31 * DAY_MS);
  await test.use("http://late", 31 * DAY_MS);
  await test.add("http://waiting", 2, DAY_MS);
  await test.use("http://waiting", 31 * DAY_MS);
  assertEquals(test.outbox.trim(NOW_MS), 1);
  assertEquals(test.servers().sort(), ["http://recent", "http://waiting"]);
});

Deno.test("Outbox.trim() drops the oldest starts aside, and counts those that may have been some", () => {
  using test = new TestOutbox();
  const aside = join(test.outbox.folder, "aside");
  Deno.mkdirSync(aside);
  const names = ["notes.txt", `${uuidOf(1)}.100.json`, `${uuidOf(2)}.10.json`];
  for (const [at, name] of names.entries()) {
    Deno.writeTextFileSync(join(aside, name), "half a sta");
    const time = new Date(NOW_MS - (at === 2 ? 1 : 40) * DAY_MS);
    Deno.utimeSync(join(aside, name), time, time);
  }
  assertEquals(test.outbox.trim(NOW_MS), 1);
  assertEquals(test.outbox.survey().startsAside.count, 1);
});

Deno.test("Outbox.trim() and clear() pass over a file where servers' folders belong", async () => {
  using test = new TestOutbox();
  await test.add("http://host", 1);
  const stranger = join(test.outbox.folder, "servers", "notes.txt");
  Deno.writeTextFileSync(stranger, "mine");
  assertEquals(test.outbox.trim(NOW_MS), 0);
  assertEquals(test.outbox.clear().events, 1);
});

Deno.test("Outbox.clear() leaves nothing of events, starts and servers, and tells how much there was", async () => {
  using test = new TestOutbox();
  await test.add("http://one", 1);
  await test.refuse("http://one");
  await test.add("http://one", 2);
  await test.add("http://two", 3);
  await test.use("http://two", 0);
  const { folder, drops } = test.outbox;
  for (const name of ["starts", "aside"]) {
    Deno.mkdirSync(join(folder, name));
    Deno.writeTextFileSync(join(folder, name, "x"), "");
  }
  drops.add(3);
  drops.take(uuidOf(4));
  assertEquals(test.outbox.clear(), { events: 2, starts: 1, aside: 2 });
  assertEquals(test.files(), []);
  assertEquals(test.servers(), []);
});
