/** Starting, stopping and being killed: what was acknowledged is there, once. */
import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { exchange, originalRequest } from "./raw_http.ts";
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

/** Posts single events on several connections until told to stop or refused. */
class Load {
  readonly acknowledged: string[] = [];
  readonly unforeseen: string[] = [];
  #isStopped = false;
  readonly #done: Promise<void[]>;
  readonly #target = Promise.withResolvers<void>();

  constructor(
    origin: string,
    { connections, until }: { connections: number; until: number },
  ) {
    this.#done = Promise.all(
      Array.from({ length: connections }, () => this.#post(origin, until)),
    );
  }

  /** Resolves when so many events were acknowledged. */
  reached(): Promise<void> {
    return this.#target.promise;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #post(origin: string, until: number): Promise<void> {
    while (!this.#isStopped) {
      const uuid = crypto.randomUUID();
      try {
        const response = await fetch(`${origin}/v1/on_import`, {
          method: "POST",
          body: JSON.stringify({ uuid, filler: "x".repeat(400) }),
        });
        const text = await response.text();
        if (response.status === 200) this.acknowledged.push(uuid);
        else if (response.status !== 503) {
          this.unforeseen.push(`${response.status} ${text}`);
        }
      } catch {
        // The server is gone: what it had not answered was not acknowledged.
        return;
      }
      if (this.acknowledged.length >= until) this.#target.resolve();
    }
  }
}

function storedUuids(folder: TemporaryFolder): string[] {
  return folder.journalLines().map((line) => JSON.parse(line).uuid);
}

for (const kind of KINDS) {
  Deno.test(`${kind}: SIGTERM under load finishes open requests and exits 0 within 5 s`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const load = new Load(server.origin, { connections: 16, until: 300 });
    await load.reached();
    const start = performance.now();
    const { code, stderr } = await server.stop("SIGTERM");
    assertLess(performance.now() - start, 5000);
    assertEquals(code, 0, stderr);
    await load.stop();
    assertEquals(load.unforeseen, []);
    const stored = storedUuids(folder);
    assertEquals(new Set(stored).size, stored.length);
    assertEquals(
      load.acknowledged.filter((uuid) => !stored.includes(uuid)),
      [],
    );
    // The lock is free and the journal whole: the next start has nothing to mend.
    await using next = await ServerProcess.start({ data: folder.path, kind });
    assertMatch(
      (await next.stop()).stderr,
      /^\S+ SIGTERM: [^\n]*\n\S+ Stopped\n$/,
    );
  });

  Deno.test(`${kind}: after SIGKILL under load every acknowledged event is there once`, async () => {
    using folder = new TemporaryFolder();
    const acknowledged: string[] = [];
    for (const until of [100, 250, 40]) {
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
      });
      const load = new Load(server.origin, { connections: 16, until });
      await load.reached();
      await server.stop("SIGKILL");
      await load.stop();
      assertEquals(load.unforeseen, []);
      acknowledged.push(...load.acknowledged);
    }
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const text = await (await fetch(`${server.origin}/v1/download/import`))
      .text();
    const stored: string[] = text.split("\n").slice(0, -1).map((line) =>
      JSON.parse(line).uuid
    );
    assertEquals(new Set(stored).size, stored.length, "stored once");
    assertEquals(
      acknowledged.filter((uuid) => !stored.includes(uuid)),
      [],
      "stored at all",
    );
    // A client that got no answer sends again: that must not store its event twice.
    const again = await fetch(`${server.origin}/v1/events`, {
      method: "POST",
      body: stored.map((uuid) => JSON.stringify({ uuid })).join("\n"),
    });
    assertEquals((await again.json()).duplicates, stored.length);
  });

  Deno.test(`${kind}: a second server on the folder stops with one line that names the first`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const args = ["--port", "0", "--data", folder.path];
    const { code, stderr } = await serverCommand(args, { kind }).output();
    assertEquals(code, 1);
    const message = new TextDecoder().decode(stderr);
    assertMatch(
      message,
      /^pyanalytics-server: Cannot use "[^"]+": another server holds its lock [^\n]*\n$/,
    );
    assertStringIncludes(message, `pid ${server.pid} on "${Deno.hostname()}"`);
  });

  Deno.test(`${kind}: a torn last line is set aside, said and counted, and all else is kept`, async () => {
    using folder = new TemporaryFolder();
    const whole =
      `{"uuid":"a","server_time":"2026-01-01T00:00:00.000Z"}\nnoise\n{"n":1}\n`;
    Deno.writeTextFileSync(
      join(folder.path, "2026-01-01.jsonl"),
      `${whole}{"uuid":"torn","x`,
    );
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const count = await (await fetch(`${server.origin}/v1/count?group_by=uuid`))
      .json();
    assertEquals([count.record_count, count.error_count], [1, 1]);
    const { store } = await (await fetch(`${server.origin}/v1/meta`)).json();
    assertEquals([store.torn_bytes_at_start, store.unreadable_lines], [17, 1]);
    const { stderr } = await server.stop();
    assertStringIncludes(
      stderr,
      "2026-01-01.jsonl ended with a torn line of 17 bytes: quarantined",
    );
    const aside = join(
      folder.path,
      "quarantine",
      `2026-01-01.jsonl.${whole.length}`,
    );
    assertEquals(Deno.readTextFileSync(aside), `{"uuid":"torn","x`);
  });
}

Deno.test("a download during appends is whole lines, just those acknowledged when it began", async () => {
  using folder = new TemporaryFolder();
  const old = `{"filler":"${"x".repeat(1000)}"}\n`.repeat(20_000);
  Deno.writeTextFileSync(join(folder.path, "2026-01-01.jsonl"), old);
  await using server = await ServerProcess.start({ data: folder.path });
  const load = new Load(server.origin, { connections: 4, until: 100 });
  await load.reached();
  const before = [...load.acknowledged];
  const response = await fetch(`${server.origin}/v1/download/import`);
  const sizeBytes = Number(response.headers.get("content-length"));
  const text = await response.text();
  const after = new Set(load.acknowledged);
  await load.stop();
  assertEquals(load.unforeseen, []);
  assertEquals(new TextEncoder().encode(text).length, sizeBytes);
  assert(text.startsWith(old) && text.endsWith("\n"));
  const uuids: string[] = text.slice(old.length).split("\n").slice(0, -1)
    .map((line) => JSON.parse(line).uuid);
  assertEquals(before.filter((uuid) => !uuids.includes(uuid)), []);
  assert(uuids.length <= after.size + 4, `${uuids.length} of ${after.size}`);
});

Deno.test("the server goes on after bytes that are no HTTP, cut bodies and closed connections", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  for (
    const message of [
      "\0\xff\r\n\r\n",
      "POST /v1/on_import HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ]
  ) {
    await exchange(server.port, message).catch(() => {});
  }
  {
    using cut = await Deno.connect({ port: server.port });
    await cut.write(
      new TextEncoder().encode(originalRequest(`{"n":1}`).slice(0, -3)),
    );
  }
  assertStringIncludes(
    await exchange(server.port, originalRequest(`{"n":2}`)),
    `"success":true`,
  );
  assertEquals(folder.journalLines().length, 1);
  assertEquals((await server.stop()).code, 0);
});

Deno.test("a slow open request does not hold the stop longer than the drain time", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({
    data: folder.path,
    args: ["--drain-timeout-ms", "300"],
  });
  using slow = await Deno.connect({ port: server.port });
  await slow.write(
    new TextEncoder().encode(originalRequest(`{"n":1}`).slice(0, -3)),
  );
  await exchange(server.port, originalRequest(`{"n":2}`));
  assertEquals((await server.stop()).code, 0);
});
