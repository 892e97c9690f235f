import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../testing/eventually.ts";
import { FakeProcess } from "../testing/fake_process.ts";
import { COMMANDS, findCommand } from "./mod.ts";

/** A journal's folder with some users. */
class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });

  constructor(...users: string[]) {
    const server_time = "2026-11-23T01:02:03.004Z";
    Deno.writeTextFileSync(
      join(this.path, "2026-11-23.jsonl"),
      users.map((user) => `${JSON.stringify({ user, server_time })}\n`).join(
        "",
      ),
    );
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

const QUESTIONS = [
  "group_by=user&where=user?&since=2d",
  "?group_by=user&where=user?&since=2d",
  "/v1/count?group_by=user&where=user?&since=2d",
  "http://box:8888/v1/count?group_by=user&where=user%3F&since=2d#x",
];

for (const question of QUESTIONS) {
  Deno.test(`query takes the question ${question}`, async () => {
    using folder = new Folder("alice");
    const process = new FakeProcess();
    assertEquals(
      await process.run("query", "--data", folder.path, question),
      0,
    );
    assertEquals(
      process.stdout,
      `  user   count    share\n  alice      1  100.0 %  ${
        "█".repeat(32)
      }\n\n` +
        "1 record in 1 group\n",
    );
  });
}

const ASKED = `{"record_count":7,"error_count":0,"elapsed_ms":0}`;

Deno.test("query asks the server of a whole URL, unless a flag names another or a folder", async () => {
  using folder = new Folder("alice");
  const urls: string[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url, headers }) => {
      urls.push(`${new URL(url).pathname} ${headers.get("authorization")}`);
      return new Response(ASKED, {
        headers: { "content-type": "application/json" },
      });
    },
  );
  const host = `127.0.0.1:${server.addr.port}`;
  const process = new FakeProcess();
  process.environment = { PYANALYTICS_QUERY_SERVER: "http://127.0.0.1:1" };
  const said = async (...args: string[]) => {
    process.stdout = "";
    assertEquals([await process.run("query", ...args), process.stderr], [
      0,
      "",
    ]);
    return process.stdout;
  };
  const url = `http://any:token@${host}/pythons/v1/count?where=user?`;
  assertEquals(await said(url), "7 records\n");
  assertEquals(await said(`http://${host}/?top=1`), "7 records\n");
  const other = "http://127.0.0.1:1/v1/count?top=1";
  assertEquals(await said("--server", `http://${host}`, other), "7 records\n");
  assertEquals(await said("--data", folder.path, other), "1 record\n");
  assertEquals(urls, [
    `/pythons/v1/count Basic ${btoa("any:token")}`,
    "/v1/count null",
    "/v1/count null",
  ]);
});

Deno.test("query says on standard error what it waits for, where that is a terminal, and clears it", async () => {
  const process = new FakeProcess();
  process.isErrorTerminal = true;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async () => {
      await eventually(() => process.stderr, (said) => said !== "");
      return new Response(ASKED, {
        headers: { "content-type": "application/json" },
      });
    },
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  assertEquals(await process.run("query", "--server", origin), 0);
  assertEquals(process.stdout, "7 records\n");
  const lines = process.stderr.split("\r\x1b[K");
  assertEquals([lines[0], lines.at(-1)], ["", ""]);
  assertMatch(lines[1]!, /^Waiting for http:\/\/127\.0\.0\.1:\d+(, \d+ s)?$/);
});

Deno.test("query without a question counts all", async () => {
  using folder = new Folder("alice", "bob");
  const process = new FakeProcess();
  assertEquals(await process.run("query", "--data", folder.path), 0);
  assertEquals(process.stdout, "2 records\n");
});

Deno.test("query finds its folder by flag, environment, and the server's file, in this order", async () => {
  using flag = new Folder("a");
  using variable = new Folder("a", "b");
  using file = new Folder("a", "b", "c");
  const config = join(file.path, "server.jsonc");
  Deno.writeTextFileSync(
    config,
    JSON.stringify({ data: file.path, port: 1 }),
  );
  const process = new FakeProcess();
  const said = async (...args: string[]) => {
    process.stdout = "";
    await process.run("query", ...args);
    return process.stdout;
  };
  assertEquals(await said("--config", config), "3 records\n");
  process.environment = { PYANALYTICS_CONFIG: config };
  assertEquals(await said(), "3 records\n");
  process.environment.PYANALYTICS_DATA = variable.path;
  assertEquals(await said(), "2 records\n");
  process.environment.PYANALYTICS_QUERY_SERVER = "http://127.0.0.1:1";
  assertEquals(await said("--data", flag.path), "1 record\n");
});

Deno.test("query fits a terminal, and cuts nothing elsewhere", async () => {
  using folder = new Folder("x".repeat(100));
  const process = new FakeProcess();
  process.isTerminal = true;
  process.columns = 40;
  await process.run("query", "--data", folder.path, "group_by=user");
  assertEquals(process.stdout.split("\n").slice(0, 2), [
    "  user          count    share",
    "  xxxxxxxxxxx…      1  100.0 %  ████████",
  ]);
  process.isTerminal = false;
  process.stdout = "";
  await process.run("query", "--data", folder.path, "group_by=user");
  assertStringIncludes(process.stdout, "x".repeat(100));
});

Deno.test("query writes a format exactly into a file, and without harm on a terminal", async () => {
  using folder = new Folder("\x9b2J\u202e\x07");
  const process = new FakeProcess();
  const args = ["--data", folder.path, "group_by=user&format=csv"];
  await process.run("query", ...args);
  assertStringIncludes(process.stdout, "\r\n\x9b2J\u202e\x07,1,1,");
  process.isTerminal = true;
  process.stdout = "";
  await process.run("query", ...args);
  assertStringIncludes(process.stdout, "\n\\u009b2J\\u202e\\u0007,1,1,");
});

Deno.test("query ends well where nobody reads any more, and waits where there is no room", async () => {
  using folder = new Folder("alice");
  const process = new FakeProcess();
  process.problem = new Deno.errors.BrokenPipe("closed");
  assertEquals(await process.run("query", "--data", folder.path), 0);
  assertEquals([process.stdout, process.stderr], ["", ""]);
  process.problem = new Deno.errors.WouldBlock("full");
  assertEquals(await process.run("query", "--data", folder.path), 0);
  assertEquals([process.stdout, process.stderr], ["1 record\n", ""]);
  process.problem = new Error("disk full");
  assertEquals(await process.run("query", "--data", folder.path), 1);
  assertEquals(process.stderr, "pyanalytics-server query: disk full\n");
});

const REFUSED: readonly [args: string[], code: number, message: string][] = [
  [["grop_by=a"], 2, 'Unknown parameter "grop_by": accepted are group_by, '],
  [["top=\x1b[2J"], 2, "Cannot use top: must be a whole number from 1"],
  [["group_by=a", "b"], 1, 'Cannot use "b": a question is one word'],
  [
    ["/v1/records?limit=1"],
    1,
    'Cannot use "/v1/records": query asks what /v1/count answers',
  ],
  [["http://a:secret@box/v1/fields"], 1, 'Cannot use "/v1/fields": query asks'],
  [["http://"], 1, 'Cannot use "http://": query asks what /v1/count answers'],
  [["user"], 2, 'Unknown parameter "user": accepted are group_by, '],
  [["--port", "1"], 1, 'Unknown option "--port": --help lists'],
  [["--server", "box"], 1, "Cannot use --server: must be an http or https URL"],
  [
    ["--server", "http://box", "--data", "x"],
    1,
    "Cannot use --data with --server",
  ],
  [["--timeout-ms", "0"], 1, "Cannot use --timeout-ms: must be a whole number"],
  [
    ["--data", "no\x1bwhere"],
    1,
    'Cannot read the journal in "no\\u001bwhere": ',
  ],
  [["--config", "nowhere.jsonc"], 1, 'Cannot read config "nowhere.jsonc": '],
];

for (const [args, code, message] of REFUSED) {
  Deno.test(`query ends with ${code} and one line: ${message}`, async () => {
    using folder = new Folder();
    const process = new FakeProcess();
    process.environment.PYANALYTICS_DATA = args[0] === "--config"
      ? ""
      : folder.path;
    assertEquals(await process.run("query", ...args), code);
    assertEquals(process.stdout, "");
    assertStringIncludes(
      process.stderr,
      `pyanalytics-server query: ${message}`,
    );
    assertEquals(process.stderr.match(/[\p{Cc}]/gu), ["\n"]);
  });
}

Deno.test("every command says in one line what it is for", () => {
  for (const { name, usage, summary } of COMMANDS) {
    assert(usage.startsWith(name) && !summary.includes("\n"), name);
  }
  assertEquals(findCommand("--port"), undefined);
  assertEquals(findCommand(undefined), undefined);
});
