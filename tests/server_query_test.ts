/** `pyanalytics-server query`, as a person or a script meets it. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Box } from "./bare_box.ts";
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const FORMATS = ["json", "csv", "ndjson", "md", "svg", "html"] as const;
const TABLE = `  @python  count   share
  3.12         2  66.7 %  ${"█".repeat(32)}
  2.7          1  33.3 %  ${"█".repeat(16)}

3 records in 2 groups, 1 more lack a path
`;

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function query(
  args: readonly string[],
  options: Parameters<typeof serverCommand>[1] = {},
): Promise<Ending> {
  const command = serverCommand(["query", ...args], options);
  const { code, stdout, stderr } = await command.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/** The line of an event as a server stores it. */
function line(version: readonly number[] | undefined, day = "23"): string {
  const server_time = `2026-11-${day}T10:20:30.400Z`;
  const python = version && { version_info: version };
  return `${JSON.stringify({ python, server_time })}\n`;
}

/** A folder as a server leaves it that was killed while it wrote. */
function writeTornJournal(folder: string): void {
  Deno.writeTextFileSync(
    join(folder, "2026-11-22.jsonl"),
    line([3, 12, 1], "22"),
  );
  Deno.writeTextFileSync(
    join(folder, "2026-11-23.jsonl"),
    line([2, 7, 18]) + line([3, 12, 4]) + line(undefined) +
      line([3, 12, 5]).trimEnd().slice(0, -1),
  );
}

/** Names, sizes and times of all files. */
function stateOf(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => {
    const { size, mtime, mode } = Deno.statSync(join(folder, name));
    return JSON.stringify({ name, size, mtime, mode });
  }).sort();
}

for (const kind of KINDS) {
  Deno.test(`${kind}: query counts the whole lines of a folder, and changes nothing in it`, async () => {
    using folder = new TemporaryFolder();
    writeTornJournal(folder.path);
    const before = stateOf(folder.path);
    const ending = await query(["--data", folder.path, "group_by=@python"], {
      kind,
    });
    assertEquals(ending, { code: 0, stdout: TABLE, stderr: "" });
    assertEquals(stateOf(folder.path), before);
  });

  Deno.test(`${kind}: query --server shows the same table`, async () => {
    using folder = new TemporaryFolder();
    writeTornJournal(folder.path);
    await using server = await ServerProcess.start({ data: folder.path, kind });
    // The server mended the last line but for what was missing of it, which it put aside.
    const ending = await query(
      ["--server", server.origin, "group_by=@python"],
      { kind },
    );
    assertEquals(ending, { code: 0, stdout: TABLE, stderr: "" });
  });

  Deno.test(`${kind}: query sees what a running server has acknowledged, and takes no lock`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    let [sent, isOver] = [0, false];
    const append = async () => {
      while (!isOver) {
        const response = await fetch(`${server.origin}/v1/events`, {
          method: "POST",
          body: `{"a":"${"x".repeat(2000)}"}\n`.repeat(50),
        });
        assertEquals((await response.json()).stored, 50);
        sent += 50;
      }
    };
    const appending = append();
    try {
      for (let round = 0; round < 3; round++) {
        const least = sent;
        const { code, stdout, stderr } = await query(
          ["--data", folder.path, "format=json"],
          { kind },
        );
        assertEquals([code, stderr], [0, ""]);
        const { record_count } = JSON.parse(stdout);
        assert(record_count >= least, `${record_count} of ${least}`);
      }
    } finally {
      isOver = true;
      await appending;
    }
    const { stdout } = await query(["--data", folder.path], { kind });
    assertEquals(stdout, `${sent} records\n`);
    assertEquals((await server.stop()).code, 0);
  });

  Deno.test(`${kind}: query writes every format as the server does`, async () => {
    using folder = new TemporaryFolder();
    Deno.writeTextFileSync(
      join(folder.path, "2026-11-23.jsonl"),
      line([3, 12]) + line([2, 7]) +
        '{"python":"\\u001b[2J\\u202e, \\"<b>","server_time":"2026-11-23T00:00:00.000Z"}\n',
    );
    await using server = await ServerProcess.start({ data: folder.path, kind });
    for (const format of FORMATS) {
      const question =
        `group_by=python&interval=month&distinct=server_time&format=${format}`;
      const response = await fetch(`${server.origin}/v1/count?${question}`);
      const expected = timeless(await response.text());
      const ofFolder = await query(["--data", folder.path, question], { kind });
      const ofServer = await query(["--server", server.origin, question], {
        kind,
      });
      assertEquals(timeless(ofFolder.stdout), expected, format);
      assertEquals(timeless(ofServer.stdout), expected, format);
      assertEquals([ofFolder.code, ofServer.code], [0, 0]);
    }
  });

  Deno.test({
    name: `${kind}: query ends quietly where nobody reads its output`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using folder = new TemporaryFolder();
      Deno.writeTextFileSync(
        join(folder.path, "2026-11-23.jsonl"),
        Array.from({ length: 20_000 }, (_, i) => `{"a":"user-${i}"}\n`)
          .join(""),
      );
      for (const format of ["", "csv"]) {
        const child = serverCommand(
          ["query", "--data", folder.path, `group_by=a&format=${format}`],
          { kind },
        ).spawn();
        const stderr = new Response(child.stderr).text();
        const reader = child.stdout.getReader();
        const { value } = await reader.read();
        assertMatch(new TextDecoder().decode(value), /^\s*a\b/);
        await reader.cancel();
        assertEquals([(await child.status).code, await stderr], [0, ""]);
      }
    },
  });

  Deno.test(`${kind}: query says in one line what is wrong with a question`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const stderr =
      'pyanalytics-server query: Cannot use top: must be a whole number from 1 to 1000000000, got "\\u001b[2J"\n';
    for (const from of [["--data", folder.path], ["--server", server.origin]]) {
      const ending = await query([...from, "top=\x1b[2J"], { kind });
      assertEquals(ending, { code: 2, stdout: "", stderr });
    }
  });

  Deno.test(`${kind}: query --help, and help of the server names it`, async () => {
    const help = await query(["--help"], { kind });
    assertEquals([help.code, help.stderr], [0, ""]);
    for (const said of ["--server URL", "PYANALYTICS_DATA", "group_by="]) {
      assertStringIncludes(help.stdout, said);
    }
    const { stdout } = await serverCommand(["--help"], { kind }).output();
    assertStringIncludes(
      new TextDecoder().decode(stdout),
      "pyanalytics-server query [OPTION...] [QUESTION]",
    );
  });
}

Deno.test("query needs no right to write, nor to reach the network", async () => {
  using folder = new TemporaryFolder();
  writeTornJournal(folder.path);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", "--allow-env=PYANALYTICS_*"]
      .concat(join(ROOT, "server.ts"), "query", "--data", folder.path)
      .concat("group_by=@python"),
    stdin: "null",
    stderr: "null",
  }).output();
  assertEquals([code, new TextDecoder().decode(stdout)], [0, TABLE]);
});

Deno.test({
  name: "executable: query reads a folder where it may not write",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using box = await Box.make("pyanalytics-server");
    writeTornJournal(box.data);
    Deno.chmodSync(box.data, 0o555);
    const { stdout, ending } = await box.run([
      "query",
      "--data",
      box.data,
      "group_by=@python",
    ]);
    assertEquals([ending, `${stdout.trimEnd()}\n`], ["exit code 0", TABLE]);
    assertEquals(box.files().length, 1);
    Deno.chmodSync(box.data, 0o777);
  },
});

/** Servers that are none, or in trouble, and what is said of them. */
const ANSWERS: readonly [
  what: string,
  answer: () => Response,
  code: number,
  said: string,
][] = [
  [
    "its own error, made harmless",
    () =>
      Response.json({ error: { code: "x", message: "no \x1b[2J\nroom" } }, {
        status: 503,
      }),
    1,
    "answered with status 503: no \\u001b[2J\\nroom",
  ],
  [
    "a question that takes too long",
    () =>
      Response.json({ error: { code: "too_long", message: "narrow it" } }, {
        status: 422,
      }),
    2,
    "query: narrow it",
  ],
  [
    "an error in no words",
    () => new Response("<h1>oops", { status: 502 }),
    1,
    "answered with status 502",
  ],
  [
    "a page to sign in at",
    () => new Response("<p>", { headers: { "content-type": "text/html" } }),
    1,
    "did not answer with a count, but with text/html",
  ],
  [
    "JSON of something else",
    () => Response.json({ record_count: 1, error_count: 0, groups: [{}] }),
    1,
    "did not answer with a count",
  ],
  [
    "JSON that is none",
    () =>
      new Response("{", { headers: { "content-type": "application/json" } }),
    1,
    "did not answer with a count",
  ],
];

for (const [what, answer, code, said] of ANSWERS) {
  Deno.test(`query --server says in one line: ${what}`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      answer,
    );
    const origin = `http://127.0.0.1:${server.addr.port}`;
    const ending = await query(["--server", origin, "group_by=a"]);
    assertEquals([ending.code, ending.stdout], [code, ""]);
    assertMatch(ending.stderr, /^pyanalytics-server query: [^\p{Cc}]+\n$/u);
    assertStringIncludes(ending.stderr, said);
  });
}

Deno.test("query --server says that nobody answers, in its time", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const origin = `http://name:secret@127.0.0.1:${port}`;
  const args = ["--server", origin, "--timeout-ms", "300"];
  const silent = await query(args);
  listener.close();
  const refused = await query(args);
  const start =
    `pyanalytics-server query: Cannot reach http://127.0.0.1:${port}: `;
  assertEquals(silent, {
    code: 1,
    stdout: "",
    stderr: `${start}no answer within 300 ms\n`,
  });
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assert(refused.stderr.startsWith(start), refused.stderr);
  assertMatch(
    refused.stderr.slice(start.length),
    /^[^\p{Cc}]*refused[^\p{Cc}]*\n$/u,
  );
});

/** The same text without the time that the answer took. */
function timeless(text: string): string {
  return text.replace(/"elapsed_ms":[\d.]+/, "").replace(/\([\d.]+ ms\)/, "");
}
