/** The server on Windows. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { unpackTar } from "modern-tar";
import { eventually } from "../../lib/testing/eventually.ts";
import { exists } from "../client_process.ts";
import {
  count,
  LINES,
  spoil,
  stored,
  writeSegment,
} from "../stored_segment.ts";
import {
  type Running,
  untilSaid,
  type Windows,
  windowsTest,
} from "./windows.ts";

const DATA = "data of Zoë ✓";

async function start(
  windows: Windows,
  args: readonly string[] = [],
): Promise<{ origin: string; server: Running }> {
  const server = await windows.spawn([
    ...windows.server,
    ...options(windows),
    ...args,
  ]);
  const listening = /^Listening on (\S+)\/\r?\n/;
  const { stdout } = await untilSaid(server, listening);
  return { origin: listening.exec(stdout)![1]!, server };
}

function options(windows: Windows): string[] {
  return ["--port", "0", "--data", windows.there(DATA)];
}

async function post(origin: string, username: string): Promise<unknown> {
  const response = await fetch(`${origin}/v1/on_import`, {
    method: "POST",
    body: JSON.stringify({ username }),
  });
  return await response.json();
}

async function counts(origin: string): Promise<unknown> {
  const response = await fetch(`${origin}/v1/count?group_by=username`);
  return (await response.json()).counts;
}

windowsTest(
  "the server appends, counts, and finds all again after it was killed",
  async (windows) => {
    const { origin, server } = await start(windows);
    for (const name of ["zoë", "max", "zoë"]) {
      assertEquals(await post(origin, name), { success: true });
    }
    assertEquals(await counts(origin), { "zoë": 2, max: 1 });
    const [journal] = Array.from(Deno.readDirSync(windows.here(DATA)))
      .map(({ name }) => name).filter((name) => name.endsWith(".jsonl"));
    const text = await Deno.readTextFile(windows.here(DATA, journal!));
    assertMatch(
      text,
      /^(\{"username":"(zoë|max)","server_time":"[^"]+"\}\n){3}$/,
    );
    await windows.run(["taskkill", "/f", "/im", "deno.exe"]);
    await server.status;
    const again = await start(windows);
    assertEquals(await post(again.origin, "max"), { success: true });
    assertEquals(await counts(again.origin), { "zoë": 2, max: 2 });
  },
);

windowsTest(
  "a server that was killed leaves columns to the next, which reads them instead of the lines",
  async (windows) => {
    const data = windows.here(DATA);
    await Deno.mkdir(data);
    const path = writeSegment(data);
    const { origin, server } = await start(windows);
    const answer = await count(origin);
    assertEquals(answer.record_count, LINES);
    await stored(data);
    await windows.run(["taskkill", "/f", "/im", "deno.exe"]);
    await server.status;
    spoil(path);
    const again = await start(windows);
    assertEquals(await count(again.origin), answer);
  },
);

windowsTest(
  "the server refuses connections that are too many, and ends idle ones",
  async (windows) => {
    const { origin } = await start(
      windows,
      ["--max-connections", "1", "--idle-timeout-ms", "5000"],
    );
    const address = {
      hostname: "127.0.0.1",
      port: Number(new URL(origin).port),
    };
    const request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const first = await Deno.connect(address);
    await first.write(new TextEncoder().encode(request));
    const second = await Deno.connect(address);
    await second.write(new TextEncoder().encode(request));
    const [kept, refused] = await Promise.all(
      [first, second].map(({ readable }) => new Response(readable).text()),
    );
    assertStringIncludes(kept!, " 200 ");
    assertStringIncludes(refused!, " 503 ");
    assertEquals(await post(origin, "zoë"), { success: true });
  },
);

windowsTest(
  "a second server on the folder stops with one line that names the first",
  async (windows) => {
    await start(windows);
    const second = await windows.run([...windows.server, ...options(windows)]);
    assertEquals({ ...second, stderr: "" }, {
      code: 1,
      stdout: "",
      stderr: "",
    });
    assertMatch(
      second.stderr,
      /^pyanalytics-server: Cannot use "[^"]+": another server holds its lock [^\n]*\n$/,
    );
    assertStringIncludes(second.stderr, windows.there(DATA));
    assertStringIncludes(second.stderr, `on "${Deno.hostname()}"`);
  },
);

Deno.test({
  name:
    "windows: Ctrl-Break finishes open requests (Wine's console ends Deno without a word)",
  ignore: true,
  fn: () => {},
});

windowsTest(
  "a snapshot is a tar of the segments, also of one that is removed while it is read",
  async (windows) => {
    const data = windows.here(DATA);
    await Deno.mkdir(data);
    // More than is sent ahead.
    const large = `${JSON.stringify({ filler: "x".repeat(20_000_000) })}\n`;
    const small = `{"username":"max"}\n`;
    await Deno.writeTextFile(windows.here(DATA, "2026-10-01.jsonl"), large);
    await Deno.writeTextFile(windows.here(DATA, "2026-10-02.jsonl"), small);
    const { origin } = await start(windows);
    const { body } = await fetch(`${origin}/v1/snapshot`);
    await windows.run([
      "cmd",
      "/c",
      "del",
      windows.there(DATA, "2026-10-02.jsonl"),
    ]);
    const entries = await unpackTar(body!, { strict: true });
    assertEquals(
      entries.map(({ header: { name }, data }) => [name, data?.length]),
      [
        ["analytics-data/", undefined],
        ["analytics-data/2026-10-01.jsonl", large.length],
        ["analytics-data/2026-10-02.jsonl", small.length],
      ],
    );
    const path = windows.here(DATA, "2026-10-02.jsonl");
    // There it may stay until nobody reads it any longer.
    await eventually(() => exists(path), (isThere) => !isThere);
  },
);
