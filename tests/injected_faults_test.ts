/** A running server whose system calls are watched, or fail, by `strace`; ignored without it. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";
import { type Answer, get, post } from "./json_http.ts";
import {
  KINDS,
  segmentNames,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

for (const kind of KINDS) {
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
      // Deno may be writing what it keeps of the source.
      const own = synced.filter((each) => each.includes(folder.path));
      assertEquals(own, [
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
          const answer = await post(server.origin, { n });
          answers.push(answer);
          const health = await get(server.origin, "/healthz");
          assertEquals(health.status, answer.status === 200 ? 200 : 503);
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
        const { store } = (await get(server.origin, "/v1/meta")).body;
        assertEquals(
          [store.state, store.appended_events, store.refused_events],
          ["ok", stored.length, refused.length],
        );
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
      const { stderr } = await server.stop();
      assertMatch(
        stderr,
        /The journal cannot be read at the moment \(EMFILE\)\n\S+ The journal can be read again\n/,
      );
    },
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
