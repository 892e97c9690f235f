/** The outbox with real processes: nothing lost, nothing twice, and never a crowd. */
import { type AddressInfo, connect, createServer } from "node:net";
import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertMatch,
} from "@std/assert";
import { eventually } from "../lib/testing/eventually.ts";
import { Random } from "../lib/testing/random.ts";
import { encodeHandOver } from "../client/hand_over.ts";
import { MAX_CHILDREN } from "../client/outbox/children.ts";
import { CHILD_VARIABLE } from "../client/switches.ts";
import { type Child, childrenOf, killAfter } from "../bench/client/children.ts";
import { lookAt, remainsSince } from "../bench/client/remains.ts";
import {
  clientTests,
  deadUrl,
  outputOf,
  Sandbox,
  startServer,
} from "./client_process.ts";
import { ServerProcess, TemporaryFolder } from "./server_process.ts";

/**
 * No interpreter is to be asked, as these tests are not about facts; and no busy machine is to
 * end a child before it has done its work.
 */
const QUICK = ["--python", "/nonexistent", "--timeout-ms", "30000"];

const test = clientTests((client) => `outbox of the client from ${client}:`);

/** What is in a sandbox's outbox. */
class OutboxFolder {
  readonly path: string;

  constructor(home: string) {
    this.path = `${home}/.local/state/pyanalytics/outbox`;
  }

  /** The paths of all files, relative to the outbox. */
  files(folder = this.path): string[] {
    try {
      return Array.from(Deno.readDirSync(folder)).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory
          ? this.files(path)
          : [path.slice(this.path.length + 1)];
      });
    } catch {
      // Removed between the two looks.
      return [];
    }
  }

  /** Whether an event, or the start it will be of, is on the disk. */
  holds(uuid: string): boolean {
    return this.files().some((path) =>
      /\/events\/|^starts\//.test(path) && path.includes(uuid)
    );
  }

  /** As if the time of the next attempt had come. */
  forgetFailures(): void {
    for (const path of this.files()) {
      if (path.endsWith("/state.json")) Deno.removeSync(`${this.path}/${path}`);
    }
  }

  /** As if some time had gone by since a killed child touched its slot. */
  age(slot: number): void {
    try {
      const then = new Date(Date.now() - 60_000);
      Deno.utimeSync(`${this.path}/children/${slot}`, then, then);
    } catch {
      // It had given it back.
    }
  }
}

test("what a server that was away missed comes with the next start, each event once", async (client) => {
  await using sandbox = new Sandbox();
  using data = new TemporaryFolder();
  const url = deadUrl();
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  const start = (number: number) =>
    sandbox.client(client, [...QUICK, "--server", url, "--tag", `n=${number}`]);
  for (const number of [0, 1, 2]) await start(number);
  await sandbox.gone();
  outbox.forgetFailures();
  await using _server = await ServerProcess.start({
    data: data.path,
    args: ["--port", new URL(url).port],
  });
  await start(3);
  await sandbox.gone();
  const events = data.journalLines().map((line) => JSON.parse(line));
  assertEquals(events.map(({ tags }) => tags.n).sort(), ["0", "1", "2", "3"]);
  // Which events were there when the first attempt was made is for the starts to settle.
  const attempts = events.map(({ client }) => client.sent_attempts);
  assertEquals(Math.max(...attempts) >= 2, true, `${attempts}`);
  const left = outbox.files().map((path) => path.split("/").at(-1));
  assertEquals(left.sort(), ["lock", "state.json"]);
});

for (const seed of [1, 2]) {
  test(`clients and servers killed at random lose no event and send none twice (seed ${seed})`, async (client) => {
    const starts = client.name === "source" ? 12 : 40;
    const random = new Random(seed);
    await using sandbox = new Sandbox();
    using data = new TemporaryFolder();
    const outbox = new OutboxFolder(`${sandbox.folder}/home`);
    const url = deadUrl();
    const startServer = () =>
      ServerProcess.start({
        data: data.path,
        args: ["--port", new URL(url).port],
        kind: client.name === "source" ? "source" : "executable",
      });
    let server: ServerProcess | undefined;
    /** The starts whose child was killed while their event was not in the outbox. */
    const mayBeMissing = new Set<string>();
    const kills = { withQueuedEvent: 0, others: 0 };
    for (let number = 0; number < starts; number++) {
      if (random.isWithin(0.15)) {
        await server?.stop("SIGKILL");
        server = server === undefined ? await startServer() : undefined;
      }
      if (random.isWithin(0.5)) outbox.forgetFailures();
      const tag = ["--tag", `n=${number}`];
      await sandbox.client(client, [...QUICK, "--server", url, ...tag]);
      if (random.isWithin(0.6)) {
        const [victim, ...others] = childrenOf(sandbox.mark);
        if (victim === undefined) continue;
        const { pid, handOver } = random.pick([victim, ...others]);
        const { uuid, args, slot, isLeft } = handOver;
        const isGone = () =>
          !childrenOf(sandbox.mark).some((child) => child.pid === pid);
        if (random.isWithin(0.6)) {
          await eventually(() => isLeft || outbox.holds(uuid) || isGone());
        }
        const isKilled = killAfter(pid, () => {
          if (isLeft || outbox.holds(uuid)) kills.withQueuedEvent++;
          else {
            kills.others++;
            mayBeMissing.add(args.at(-1)!.slice(2));
          }
        });
        if (!isKilled) continue;
        if (slot !== undefined && random.isWithin(0.7)) outbox.age(slot);
      }
    }
    server ??= await startServer();
    await using _server = server;
    await sandbox.gone();
    const { code, stderr } = await sandbox.client(client, [
      "flush",
      "--server",
      url,
      "--timeout-ms",
      "20000",
    ]);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const found = data.journalLines().map((line) => JSON.parse(line).tags.n);
    assertEquals(found.length, new Set(found).size, "an event is there twice");
    const numbers = Array.from({ length: starts }, (_, at) => String(at));
    const missing = numbers.filter((number) => !found.includes(number));
    assertEquals(missing.filter((number) => !mayBeMissing.has(number)), []);
    assert(kills.withQueuedEvent > 0, JSON.stringify(kills));
    assertEquals(
      outbox.files().filter((path) => /events|starts|aside|dropped/.test(path)),
      [],
    );
  });
}

test("a storm of starts leaves few children at once, then no process, zombie, descriptor or file, and every event", async (client) => {
  const starts = client.name === "source" ? 24 : 80;
  await using sandbox = new Sandbox();
  await using server = startServer();
  const start = (number: number) =>
    sandbox.client(client, [
      ...QUICK,
      "--server",
      server.url,
      "--tag",
      `n=${number}`,
    ]);
  // The first one makes what stays: a lock, and a cache.
  const finished = [await start(0)];
  await server.first();
  await sandbox.gone();
  const folders = ["home", "tmp"].map((name) => `${sandbox.folder}/${name}`);
  const before = lookAt(folders);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, childrenOf(sandbox.mark).length);
  }, 20);
  const rest = Array.from({ length: starts - 1 }, (_, at) => start(at + 1));
  finished.push(...await Promise.all(rest));
  await sandbox.gone();
  clearInterval(watch);
  for (const { code, stdout, stderr } of finished) {
    assertEquals({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
  }
  // One that has given its slot back takes a moment to be gone.
  assertLessOrEqual(most, 3 * MAX_CHILDREN);
  const arrived = server.bodies.flatMap((body) => body.trimEnd().split("\n"));
  const numbers = arrived.map((line) => Number(JSON.parse(line).tags.n));
  assertEquals(
    numbers.sort((a, b) => a - b),
    Array.from({ length: starts }, (_, at) => at),
  );
  assert(server.bodies.length < starts / 2, `${server.bodies.length} requests`);
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  const left = outbox.files().map((path) => path.split("/").at(-1));
  assertEquals(left.sort(), ["lock", "state.json"]);
  assertEquals(Array.from(Deno.readDirSync(`${sandbox.folder}/tmp`)), []);
  // Another's process may be a zombie for a moment, and a connection be about to close.
  await eventually(
    () => Object.values(remainsSince(before, folders)).flat(),
    (left) => left.length === 0,
  );
});

test("a child whose time is over before its facts are collected loses no start", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  const silent = `${sandbox.folder}/silent`;
  Deno.writeTextFileSync(silent, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  // Whoever reads it waits until it is written, as without a processor.
  const config = `${sandbox.folder}/config`;
  outputOf("mkfifo", [config]);
  await sandbox.client(client, [
    ...["--config", config, "--server", server.url],
    ...["--python", silent, "--timeout-ms", "5000"],
  ]);
  const [{ handOver }] = await eventually(
    () => childrenOf(sandbox.mark),
    ({ length }) => length > 0,
  ) as [Child];
  // It can be opened once the child opens it, whose time has begun by then. For facts it has six
  // tenths of all its time, from when it begins to collect them: more than what is left of that.
  {
    using written = await Deno.open(config, { write: true });
    await new Promise((resolve) => setTimeout(resolve, 3500));
    await written.write(new TextEncoder().encode("{}"));
  }
  await eventually(
    () => childrenOf(sandbox.mark),
    ({ length }) => length === 0,
  );
  assert(outbox.holds(handOver.uuid), outbox.files().join());
  // Nobody is believed to be at work any more.
  assert(!outbox.files().some((path) => path.startsWith("children/")));
  assertEquals(server.bodies, []);
  Deno.removeSync(config);
  Deno.writeTextFileSync(config, "{}");
  await sandbox.client(client, [...QUICK, "--server", server.url]);
  await sandbox.gone();
  const lines = server.bodies.flatMap((body) => body.trimEnd().split("\n"));
  const uuids = lines.map((line) => JSON.parse(line).uuid);
  assertEquals(uuids.length, 2);
  assert(uuids.includes(handOver.uuid));
});

/** Starts once, so that there is an outbox, and takes its lock when the event has arrived. */
async function heldLock(
  start: () => Promise<unknown>,
  { sandbox, server, outbox }: {
    sandbox: Sandbox;
    server: ReturnType<typeof startServer>;
    outbox: OutboxFolder;
  },
): Promise<Deno.FsFile> {
  await start();
  await server.first();
  await sandbox.gone();
  const lock = Deno.openSync(`${outbox.path}/lock`, { write: true });
  await lock.lock(true);
  return lock;
}

test("a child whose event was queued delivers it when somebody has had the lock for a while", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  const start = () =>
    sandbox.client(client, [...QUICK, "--server", server.url]);
  using lock = await heldLock(start, { sandbox, server, outbox });
  await start();
  // It has queued its event, could not deliver it, and has given its slot back.
  await eventually(
    () => outbox.files(),
    (files) =>
      files.some((path) => path.includes("/events/")) &&
      !files.some((path) => path.startsWith("children/")),
  );
  assertEquals(server.bodies.length, 1);
  await lock.unlock();
  await sandbox.gone();
  assertEquals(server.bodies.length, 2);
});

test("a child that was started for a start which others took delivers what they left to it", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  const start = (environment = {}) =>
    sandbox.client(
      client,
      [...QUICK, "--timeout-ms", "8000", "--server", server.url],
      environment,
    );
  {
    using _lock = await heldLock(start, { sandbox, server, outbox });
    await start();
    await sandbox.gone();
  }
  assert(outbox.files().some((path) => path.includes("/events/")));
  const uuid = crypto.randomUUID();
  const args = ["--server", server.url];
  const handOver = { args, startMs: Date.now(), uuid, slot: 0, isLeft: true };
  await start({ [CHILD_VARIABLE]: encodeHandOver(handOver, 10_000) });
  await sandbox.gone();
  assertEquals(server.bodies.length, 2);
  assert(!outbox.files().some((path) => path.includes("/events/")));
});

test("a server that never answers is tried by one child at a time, and not again at once", async (client) => {
  const isOver = Promise.withResolvers<Response>();
  await using sandbox = new Sandbox();
  await using server = startServer(() => isOver.promise);
  const args = [...QUICK, "--server", server.url, "--timeout-ms", "4000"];
  for (let number = 0; number < 3; number++) {
    await sandbox.client(client, args);
  }
  await eventually(
    () => childrenOf(sandbox.mark).length,
    (count) => count <= 1,
  );
  await sandbox.gone();
  await sandbox.client(client, args);
  await sandbox.gone();
  isOver.resolve(new Response("late"));
  assertEquals(server.bodies.length, 1);
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  const queued = outbox.files().filter((path) => path.includes("/events/"));
  assertEquals(queued.length, 4);
});

test("a server that says when to come again is left alone until then", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer(() =>
    new Response("full", { status: 503, headers: { "Retry-After": "900" } })
  );
  const beforeMs = Date.now();
  for (const number of [0, 1, 2]) {
    const tag = ["--tag", `n=${number}`];
    await sandbox.client(client, [...QUICK, "--server", server.url, ...tag]);
    await sandbox.gone();
  }
  assertEquals(server.bodies.length, 1);
  const args = ["status", "--server", server.url];
  const { stdout } = await sandbox.client(client, args);
  assertMatch(stdout, /^Queued: +3 events, /m);
  const [, next] = /^Next attempt: +after (\S+),/m.exec(stdout)!;
  // What is shown has no fraction of a second.
  assertLessOrEqual(beforeMs + 900_000 - 1000, Date.parse(next!));
});

test("an event whose answer was lost is sent again as the same event, and stored once", async (client) => {
  await using sandbox = new Sandbox();
  using data = new TemporaryFolder();
  await using server = await ServerProcess.start({ data: data.path });
  await using mute = await startMuteProxy(server.origin);
  const args = ["--server", mute.url];
  await sandbox.client(client, [...QUICK, ...args]);
  await sandbox.gone();
  assertEquals(mute.passed, ["200"]);
  const status = await sandbox.client(client, ["status", ...args]);
  assertMatch(status.stdout, /^Queued: +1 event, /m);
  mute.speak();
  const { code, stdout } = await sandbox.client(client, ["flush", ...args]);
  assertEquals([code, stdout], [0, `Delivered 1 event to ${mute.url}\n`]);
  assertEquals(mute.passed, ["200", "200"]);
  assertEquals(data.journalLines().length, 1);
});

/** Hands each request on to a server, and until `speak()` ends the connection without the answer. */
async function startMuteProxy(origin: string) {
  const passed: string[] = [];
  let isMute = true;
  const proxy = createServer((client) => {
    const { hostname, port } = new URL(origin);
    const server = connect(Number(port), hostname);
    server.on("data", (answer) => {
      passed.push(answer.toString().split(" ")[1] ?? "");
      if (isMute) client.destroy();
      else client.write(answer);
    });
    client.pipe(server);
    client.on("close", () => server.destroy());
    for (const each of [client, server]) each.on("error", () => {});
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    passed,
    speak: () => {
      isMute = false;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => proxy.close(() => done())),
  };
}

test("an outbox in which nobody may write costs no event", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const outbox = new OutboxFolder(`${sandbox.folder}/home`);
  Deno.mkdirSync(outbox.path, { recursive: true });
  // A file where a folder belongs stops even root.
  Deno.writeTextFileSync(`${outbox.path}/children`, "");
  for (const number of [0, 1]) {
    const tag = ["--tag", `n=${number}`];
    await sandbox.client(client, [...QUICK, "--server", server.url, ...tag]);
  }
  await sandbox.gone();
  const numbers = server.bodies.map((body) => JSON.parse(body).tags.n);
  assertEquals(numbers.sort(), ["0", "1"]);
});
