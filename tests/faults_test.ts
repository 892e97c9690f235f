/** Disks that are full, folders that change, files that cannot be opened: real ones. */
import {
  assert,
  assertEquals,
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
import { SmallDisk, whyNoSmallDisk } from "./small_disk.ts";

const PATIENCE_MS = 20_000;

/** Asks until the answer is as it should be. */
async function eventually<T>(
  ask: () => Promise<T>,
  isGood: (seen: T) => boolean,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await ask();
    if (isGood(seen)) return seen;
    if (performance.now() > end) {
      throw new Error(`Still ${JSON.stringify(seen)} after ${PATIENCE_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

async function get(origin: string, path: string): Promise<Answer> {
  const response = await fetch(`${origin}${path}`);
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}

async function post(origin: string, event: unknown): Promise<Answer> {
  const response = await fetch(`${origin}/v1/on_import`, {
    method: "POST",
    body: JSON.stringify(event),
  });
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}

/** Posts events until one is refused. @returns how many were stored, and the refusal */
async function postUntilRefused(origin: string): Promise<[number, Answer]> {
  for (let stored = 0;; stored++) {
    const answer = await post(origin, { filler: "x".repeat(20_000) });
    if (answer.status !== 200) return [stored, answer];
  }
}

const noSmallDisk = whyNoSmallDisk();
const orIgnored = noSmallDisk ? ` (ignored: ${noSmallDisk})` : "";

for (const kind of KINDS) {
  Deno.test({
    name:
      `${kind}: a full disk refuses events with 507, says so, keeps what was stored, and passes by itself${orIgnored}`,
    ignore: noSmallDisk !== undefined,
    fn: async () => {
      using disk = new SmallDisk();
      Deno.writeFileSync(join(disk.path, "filler"), new Uint8Array(1_000_000));
      const data = join(disk.path, "data");
      {
        await using server = await ServerProcess.start({ data, kind });
        const [stored, refusal] = await postUntilRefused(server.origin);
        assert(stored > 5, `${stored} stored`);
        assertEquals(refusal.status, 507);
        assertEquals(refusal.headers.get("retry-after"), "60");
        assertEquals(refusal.body.error.code, "journal_full");
        assertEquals((await get(server.origin, "/healthz")).status, 503);
        const { store } = (await get(server.origin, "/v1/meta")).body;
        assertEquals([store.state, store.appended_events], ["failing", stored]);
        assertMatch(store.problem, /No space left/);
        const count = async () =>
          (await get(server.origin, "/v1/count")).body.record_count;
        assertEquals(await count(), stored);

        Deno.removeSync(join(disk.path, "filler"));
        await eventually(
          () => get(server.origin, "/healthz"),
          ({ status }) => status === 200,
        );
        assertEquals((await post(server.origin, { n: 1 })).status, 200);
        assertEquals(await count(), stored + 1);
        const { code, stderr } = await server.stop();
        assertEquals(code, 0);
        assertMatch(
          stderr,
          /Events are refused: No space left[^\n]*\n\S+ The journal can be written again\n/,
        );
      }
      disk.fill("filler");
      await using server = await ServerProcess.start({ data, kind });
      const [, refusal] = await postUntilRefused(server.origin);
      assertEquals(refusal.status, 507);
      assert((await get(server.origin, "/v1/count")).body.record_count > 5);
    },
  });

  Deno.test({
    name:
      `${kind}: a read-only folder keeps the server from starting, with one line${orIgnored}`,
    ignore: noSmallDisk !== undefined,
    fn: async () => {
      using disk = new SmallDisk();
      disk.makeReadOnly();
      for (const data of [disk.path, join(disk.path, "new")]) {
        const { code, stderr } = await serverCommand(
          ["--port", "0", "--data", data],
          { kind },
        ).output();
        assertEquals(code, 1);
        assertMatch(
          new TextDecoder().decode(stderr),
          /^pyanalytics-server: Cannot [^\n]*Read-only file system[^\n]*\n$/,
        );
      }
    },
  });

  Deno.test({
    name:
      `${kind}: with too many open files the server goes on when there are fewer again`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      using folder = new TemporaryFolder();
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
        under: ["prlimit", "--nofile=60"],
      });
      assertEquals((await post(server.origin, { n: 1 })).status, 200);
      const connections: Deno.Conn[] = [];
      try {
        for (let each = 0; each < 200; each++) {
          connections.push(await Deno.connect({ port: server.port }));
        }
      } catch {
        // It listens no longer, for the moment.
      }
      for (const connection of connections) connection.close();
      const answer = await eventually(
        () => exchangeOrNothing(server.port, originalRequest(`{"n":2}`)),
        (text) => text.includes(`"success":true`),
      );
      assertStringIncludes(answer, "200 OK");
      const { code, stderr } = await server.stop();
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, "Connections are refused: ");
      assertEquals(folder.journalLines().length, 2);
    },
  });

  Deno.test({
    name:
      `${kind}: a new folder's entry, a new segment's and the event are synced, in that order, before the answer`,
    ignore: !canInject(),
    fn: async () => {
      using folder = new TemporaryFolder();
      const trace = join(folder.path, "trace");
      const data = join(folder.path, "new");
      const calls = ["-y", "-e", "trace=fsync,fdatasync"];
      await using server = await ServerProcess.start({
        data,
        kind,
        under: ["strace", "-D", "-f", "-qq", "-o", trace, ...calls],
      });
      assertEquals((await post(server.origin, { n: 1 })).status, 200);
      const synced = Array.from(
        Deno.readTextFileSync(trace).matchAll(
          /\b(fsync|fdatasync)\(\d+<([^>]+)>/g,
        ),
        ([, call, path]) => `${call} ${path}`,
      );
      assertEquals(synced, [
        `fsync ${folder.path}`,
        `fsync ${data}`,
        `fdatasync ${join(data, segmentNames(data)[0]!)}`,
      ]);
    },
  });

  Deno.test({
    name:
      `${kind}: syncs and writes that fail refuse their events with 503, and nothing refused is stored`,
    ignore: !canInject(),
    fn: async () => {
      for (const call of ["fdatasync", "write"] as const) {
        using folder = new TemporaryFolder();
        await using server = await ServerProcess.start({
          data: folder.path,
          kind,
          under: injecting(call, folder.path),
        });
        const answers: Answer[] = [];
        // Each thread of the runtime has its own first calls: until all have been made.
        const isOver = () =>
          answers.length > 20 &&
          answers.slice(-20).every(({ status }) => status === 200);
        for (let n = 0; n < 1000 && !isOver(); n++) {
          answers.push(await post(server.origin, { n }));
        }
        assert(isOver(), "events are refused for ever");
        const stored = answers.flatMap(({ status }, n) =>
          status === 200 ? [n] : []
        );
        const refused = answers.filter(({ status }) => status !== 200);
        assert(refused.length > 0, "nothing was refused");
        for (const { status, headers, body } of refused) {
          assertEquals([status, body.error.code], [
            503,
            "journal_unavailable",
          ]);
          assertEquals(headers.get("retry-after"), "5");
        }
        assertEquals((await get(server.origin, "/healthz")).status, 200);
        const { stderr } = await server.stop("SIGKILL");
        assertStringIncludes(stderr, "Events are refused: Input/output error");
        assertEquals(
          folder.journalLines().map((line) => JSON.parse(line).n),
          stored,
        );
      }
    },
  });

  Deno.test({
    name:
      `${kind}: a question is answered with 503 while the segment cannot be opened, and then as it should be`,
    ignore: !canInject(),
    fn: async () => {
      using folder = new TemporaryFolder();
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
        under: injecting("openat", folder.path, "EMFILE"),
      });
      await eventually(
        () => post(server.origin, { n: 1 }),
        ({ status }) => status === 200,
      );
      const refusal = await get(server.origin, "/v1/count?group_by=n");
      assertEquals(refusal.status, 503);
      assertEquals(refusal.headers.get("retry-after"), "5");
      assertEquals(refusal.body.error, {
        status: 503,
        code: "journal_unreadable",
        message: "The journal cannot be read at the moment (EMFILE)",
      });
      const answer = await eventually(
        () => get(server.origin, "/v1/count?group_by=n"),
        ({ status }) => status === 200,
      );
      assertEquals(answer.body.counts, { "1": 1 });
    },
  });

  Deno.test(`${kind}: a segment that is cut, replaced or taken away costs no later event, and is said`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const origin = server.origin;
    const names = async () => {
      const { counts } = (await get(origin, "/v1/count?group_by=name")).body;
      return Object.keys(counts).sort();
    };
    const segment = () => join(folder.path, segmentNames(folder.path)[0]!);
    for (const name of ["a", "b"]) await post(origin, { name });
    assertEquals(await names(), ["a", "b"]);

    Deno.truncateSync(segment(), Deno.statSync(segment()).size - 5);
    // Of just the size of the line that goes.
    await post(origin, { name: "c" });
    assertEquals(await names(), ["a", "c"]);

    Deno.removeSync(segment());
    await post(origin, { name: "d" });
    assertEquals(await names(), ["d"]);

    const text = Deno.readTextFileSync(segment());
    Deno.writeTextFileSync(`${segment()}.new`, text.replace(`"d"`, `"D"`));
    Deno.renameSync(`${segment()}.new`, segment());
    await post(origin, { name: "e" });
    await eventually(names, (seen) => seen.join() === "D,e");

    Deno.truncateSync(segment());
    await eventually(names, (seen) => seen.length === 0);
    const { store } = (await get(origin, "/v1/meta")).body;
    assertEquals([store.state, store.foreign_changes], ["ok", 4]);
    const { stderr } = await server.stop();
    assertEquals(
      stderr.match(/ was changed by somebody else: expected/g)?.length,
      4,
    );
  });
}

/** Starts a program, under its own process id, whose first calls on a segment fail, in each thread. */
function injecting(
  call: string,
  folder: string,
  error = "EIO",
): [string, ...string[]] {
  const now = Date.now();
  // The one of the next day, too: midnight may come in between.
  const segments = [now, now + 24 * 60 * 60 * 1000].flatMap((timeMs) => [
    "-P",
    join(folder, `${new Date(timeMs).toISOString().slice(0, 10)}.jsonl`),
  ]);
  const inject = `inject=${call}:error=${error}:when=1..2`;
  const quiet = ["-qq", "-o", "/dev/null"];
  return ["strace", "-D", "-f", ...quiet, ...segments, "-e", inject];
}

/** Whether there is `strace`, and it may look into what it starts. */
function canInject(): boolean {
  try {
    const [command, ...args] = injecting("write", "/tmp");
    return new Deno.Command(command, { args: [...args, "true"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}

function segmentNames(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".jsonl"));
}

async function exchangeOrNothing(
  port: number,
  message: string,
): Promise<string> {
  try {
    return await exchange(port, message);
  } catch {
    return "";
  }
}
