/** Disks that are full, folders that change, files that cannot be opened: real ones. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";
import { exchange, originalRequest } from "./raw_http.ts";
import { type Answer, get, post } from "./json_http.ts";
import {
  KINDS,
  segmentNames,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";
import { SmallDisk, whyNoSmallDisk } from "./small_disk.ts";

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
      `${kind}: a command says where a full disk kept it from writing, and stores nothing torn${orIgnored}`,
    ignore: noSmallDisk !== undefined,
    fn: async () => {
      using folder = new TemporaryFolder();
      using disk = new SmallDisk();
      const many = join(folder.path, "many.jsonl");
      const line = `${JSON.stringify({ filler: "x".repeat(1000) })}\n`;
      Deno.writeTextFileSync(many, line.repeat(3000));
      const data = join(disk.path, "data");
      const command = async (...args: string[]) => {
        const { code, stderr } = await serverCommand(args, { kind }).output();
        return { code, stderr: new TextDecoder().decode(stderr) };
      };
      assertEquals(await command("import", "--data", data, many), {
        code: 1,
        stderr:
          `pyanalytics-server import: Cannot change "${data}": No space left on device (os error 28)\n`,
      });
      assertEquals((await command("verify", "--data", data)).code, 0);
      disk.fill("filler");
      assertEquals(
        await command(
          "token",
          "add",
          "bob",
          "--rights",
          "read",
          "--data",
          data,
        ),
        {
          code: 1,
          stderr:
            `pyanalytics-server token: Cannot write "${data}/tokens.json": No space left on device (os error 28)\n`,
        },
      );
    },
  });

  Deno.test({
    name:
      `${kind}: a folder that becomes read-only refuses events with 503, says so, and passes by itself${orIgnored}`,
    ignore: noSmallDisk !== undefined,
    fn: async () => {
      using disk = new SmallDisk();
      const data = join(disk.path, "data");
      await using server = await ServerProcess.start({ data, kind });
      const { origin } = server;
      {
        using _cover = disk.coverReadOnly();
        for (let each = 0; each < 2; each++) {
          const refusal = await post(origin, { n: 1 });
          assertEquals(refusal.status, 503);
          assertEquals(refusal.headers.get("retry-after"), "5");
          assertEquals(refusal.body.error.code, "journal_unavailable");
        }
        assertEquals((await get(origin, "/healthz")).status, 503);
        const { store } = (await get(origin, "/v1/meta")).body;
        assertEquals([store.state, store.refused_events], ["failing", 2]);
        assertMatch(store.problem, /Read-only file system/);
        const { body } = await get(origin, "/v1/count");
        assertEquals(body.record_count, 0);
      }
      await eventually(
        () => get(origin, "/healthz"),
        ({ status }) => status === 200,
      );
      assertEquals((await post(origin, { n: 2 })).status, 200);
      const { code, stderr } = await server.stop();
      assertEquals(code, 0);
      assertMatch(
        stderr,
        /^\S+ Events are refused: Read-only file system[^\n]*\n\S+ The journal can be written again\n/,
      );
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

for (const kind of KINDS) {
  Deno.test(`${kind}: while the folder is gone events and questions are refused with 503, figures and health are told, and it passes by itself`, async () => {
    using parent = new TemporaryFolder();
    const data = join(parent.path, "data");
    const gone = join(parent.path, "gone");
    await using server = await ServerProcess.start({ data, kind });
    const { origin } = server;
    for (const n of [1, 2, 3]) await post(origin, { n });
    Deno.renameSync(data, gone);
    const questions = [
      "/v1/count",
      "/v1/count?group_by=n",
      "/v1/fields",
      "/v1/records",
      "/v1/download/import",
      "/v1/snapshot",
    ];
    for (const path of questions) {
      // For a second the folder's listing of before is believed, and what is gone has no lines.
      const { headers, body } = await eventually(
        () => get(origin, path),
        ({ status }) => status === 503,
      );
      assertEquals(headers.get("retry-after"), "5", path);
      assertEquals(body.error, {
        status: 503,
        code: "journal_unreadable",
        message: "The journal cannot be read at the moment (ENOENT)",
      });
    }
    assertEquals((await post(origin, { n: 4 })).status, 503);
    const health = await get(origin, "/healthz");
    assertEquals([health.status, health.body], [503, { status: "failing" }]);
    const { store } = (await get(origin, "/v1/meta")).body;
    assertEquals([store.state, store.refused_events], ["failing", 1]);
    assertMatch(store.problem, /No such file/);
    assertMatch(store.read_problem, /No such file/);
    const page = await fetch(`${origin}/`);
    assertStringIncludes(await page.text(), "read problem");
    Deno.renameSync(gone, data);
    await eventually(
      () => get(origin, "/healthz"),
      ({ status }) => status === 200,
    );
    const { body } = await get(origin, "/v1/count");
    assertEquals(body.record_count, 3);
    assertEquals(
      (await get(origin, "/v1/meta")).body.store.read_problem,
      undefined,
    );
    const { code, stderr } = await server.stop();
    assertEquals(code, 0);
    assertMatch(
      stderr,
      /^(?:\S+ Events are refused: [^\n]*\n)?\S+ The journal cannot be listed: No such file[^\n]*\n(?:\S+ Events are refused: [^\n]*\n)?/,
    );
    assertEquals(stderr.match(/cannot be listed/g)?.length, 1);
    assertEquals(stderr.match(/can be listed again/g)?.length, 1);
    assertEquals(stderr.includes("Cannot answer"), false, stderr);
  });
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
