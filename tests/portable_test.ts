/** The client for shells: what it reports, in each shell that this machine has. */
import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { eventually } from "../lib/testing/eventually.ts";
import {
  CLIENTS,
  deadUrl,
  exists,
  outputOf,
  startServer,
  WRAPPER,
} from "./client_process.ts";
import { processStat } from "../bench/client/proc_stat.ts";
import { PORTABLE, PortableSandbox, SHELLS, which } from "./portable_client.ts";
import config from "../deno.json" with { type: "json" };

type Json = Readonly<Record<string, unknown>>;

/** Fields whose values belong to one start, or to one of the two clients. */
const OF_ONE_START = [
  "uuid",
  "time.utc",
  "time.epoch",
  "client",
  "python.argv",
];

/** Every value of an object by its path: `{"uname.system": "Linux"}`. */
function flat(value: Json, prefix = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, each] of Object.entries(value)) {
    const path = prefix + name;
    if (OF_ONE_START.includes(path)) continue;
    if (typeof each !== "object" || each === null || Array.isArray(each)) {
      found.set(path, each);
    } else {for (const inner of flat(each as Json, `${path}.`)) {
        found.set(...inner);
      }}
  }
  return found;
}

for (const [name, shell] of SHELLS) {
  const test = (
    criterion: string,
    run: (sandbox: PortableSandbox) => Promise<void>,
  ) =>
    Deno.test({
      name: `pyanalytics.sh in ${name} ${criterion}`,
      ignore: Deno.build.os !== "linux" || !exists(shell[0]!),
      fn: async () => {
        await using sandbox = new PortableSandbox(shell, [
          ["curl", which("curl")],
        ]);
        await run(sandbox);
      },
    });

  test("says of every fact what the client says", async (sandbox) => {
    const args = ["--wrapper", "sh", "--tag", "a=1", "--tag", "b=x=y"];
    const environment = { PYANALYTICS_TAG: "c=3,d=" };
    const own = await sandbox.printed(args, environment);
    const client = CLIENTS[0]!;
    const { stdout } = await sandbox.client(
      client,
      ["--print", ...args],
      { ...environment, PATH: `${sandbox.folder}/bin:/usr/bin:/bin` },
    );
    const theirs = flat(JSON.parse(stdout));
    const said = flat(own);
    for (const [path, value] of said) {
      assertEquals({ [path]: value }, { [path]: theirs.get(path) });
    }
    for (
      const path of ["python.version_info", "os.name", "tags.b", "hostfqdn"]
    ) {
      assert(said.has(path), `${path} is missing`);
    }
    assertMatch(
      own.uuid,
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/,
    );
    assertMatch(own.time.utc, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assertEquals(Date.parse(own.time.utc), own.time.epoch * 1000);
    assertLess(Math.abs(Date.now() - own.time.epoch * 1000), 60_000);
    assertEquals(own.client, {
      version: `${config.version}+sh`,
      wrapper: "sh",
      sent_attempts: 1,
      timings_ms: {},
      missing: [],
    });
  });

  test("tells one time in both ways, and asks for it once", async (sandbox) => {
    // One that another second has begun at each call, and that knows no more than POSIX asks.
    Deno.writeTextFileSync(
      `${sandbox.folder}/bin/date`,
      `#!/bin/sh
case $* in *%s*) echo "$@"; exit ;; esac
echo >>"${sandbox.folder}/asked"
echo "2024-02-29T23:59:0$(wc -l <"${sandbox.folder}/asked" | tr -d ' ')Z"
`,
      { mode: 0o755 },
    );
    const { time } = await sandbox.printed([], {
      PATH: `${sandbox.folder}/bin:/usr/bin:/bin`,
    });
    assertEquals([time.utc, time.epoch], ["2024-02-29T23:59:01Z", 1709251141]);
  });

  const PROGRAMS: readonly [words: readonly string[], sent: unknown[]][] = [
    [[], []],
    [["-"], ["-"]],
    [["/a b/job.py", "--password", "hunter2"], ["job.py"]],
    [["folder/"], ["folder"]],
    [["-c", "print('secret')", "x"], ["-c"]],
    [["-Bcprint(1)"], ["-c"]],
    [["-m", "http.server", "8000"], ["-m", "http.server"]],
    [["-mhttp.server"], ["-m", "http.server"]],
    [["-W", "ignore", "-X", "dev", "-Bs", "x.py"], ["x.py"]],
    [["-Wignore", "--check-hash-based-pycs", "never", "x.py"], ["x.py"]],
    [['Zoë "✓".py'], ['Zoë "✓".py']],
    [["-m"], ["-m"]],
  ];

  test("sends of the arguments what is run, and no more", async (sandbox) => {
    for (const [words, sent] of PROGRAMS) {
      const { python } = await sandbox.printed(["--", ...words]);
      assertEquals({ words, argv: python.argv }, { words, argv: sent });
    }
    const none = { PYANALYTICS_ARGV: "none" };
    const { python } = await sandbox.printed(["--", "x.py"], none);
    assertEquals(python.argv, []);
  });

  test("writes any text as JSON", async (sandbox) => {
    const controls = Array.from({ length: 31 }, (_, index) => index + 1);
    const texts = [
      String.fromCharCode(...controls, 127),
      `"\\/'$HOME\`id\`%s%n`,
      "é\u07ff\u0800\ud7ff\ue000\uffff𐀀💥\u{10ffff}",
      "\u2028<script>",
      "@1@ {1}",
      " ",
    ];
    const args = texts.flatMap((text, index) => ["--tag", `t${index}=${text}`]);
    const { tags } = await sandbox.printed([...args, "--tag", `"\n=x`]);
    assertEquals(tags, {
      ...Object.fromEntries(texts.map((text, index) => [`t${index}`, text])),
      '"\n': "x",
    });
  });

  test("asks the interpreter behind the user's own programs", async (sandbox) => {
    await using server = startServer();
    Deno.symlinkSync(which("nice"), `${sandbox.folder}/tools/nice`);
    const python = `${sandbox.folder}/python`;
    const seen = `${sandbox.folder}/seen`;
    // It has the niceness of whoever starts it.
    Deno.writeTextFileSync(python, `#!/bin/sh\nnice >'${seen}'\nexit 1\n`, {
      mode: 0o755,
    });
    const args = ["--server", server.url, "--python", python];
    assertEquals((await sandbox.report(args)).code, 0);
    await server.first();
    await sandbox.gone();
    const { niceness } = processStat("self")!;
    assertEquals(
      Deno.readTextFileSync(seen),
      `${Math.min(19, niceness + 10)}\n`,
    );
  });

  test("is back at once, holds nothing, and leaves nothing behind", async (sandbox) => {
    const isBack = Promise.withResolvers<void>();
    await using server = startServer(async () => {
      await isBack.promise;
      return Response.json({ success: true });
    });
    // Its pipes end while the server is still to answer.
    const finished = await sandbox.report(
      ["--server", server.url, "--", "x.py"],
    );
    assertEquals(finished, { code: 0, stdout: "", stderr: "" });
    const event = await server.first();
    assertEquals((event.python as Json).argv, ["x.py"]);
    isBack.resolve();
    await sandbox.gone();
    assertEquals(server.bodies.length, 1);
    assertEquals(sandbox.temporary(), []);
  });

  test("gives a server and an interpreter that never answer their time, and no more", async (sandbox) => {
    const hanging = `${sandbox.folder}/hanging`;
    Deno.writeTextFileSync(
      hanging,
      "#!/bin/sh\ntrap '' TERM INT\nwhile :; do sleep 0.1; done\n",
      { mode: 0o755 },
    );
    await using server = startServer();
    const args = ["--timeout-ms", "3000", "--python", hanging];
    await sandbox.report(["--server", server.url, ...args]);
    const { python, client } = await server.first() as Record<string, Json>;
    assertEquals(python, { argv: [] });
    assertEquals(client?.missing, ["python", "time.std_utc_offset"]);
    await sandbox.gone();

    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const url = `http://127.0.0.1:${silent.addr.port}`;
    const { code, stderr } = await sandbox.report(
      ["--wait", "--server", url, "--timeout-ms", "1000"],
    );
    assertEquals(code, 1);
    assertEquals(
      stderr,
      `pyanalytics.sh: Cannot deliver to ${url}/v1/on_import: no answer within 1 s\n`,
    );
    await sandbox.gone();
  });

  test("does nothing where it is switched off, in the environment or a file", async (sandbox) => {
    await using server = startServer();
    const args = ["--server", server.url];
    for (
      const name of [
        "PYANALYTICS_DISABLE",
        "DO_NOT_TRACK",
        "PYANALYTICS_CHILD",
      ]
    ) {
      assertEquals(await sandbox.report(args, { [name]: "1" }), {
        code: 0,
        stdout: "",
        stderr: "",
      });
    }
    sandbox.configure("user", '{\n  // not now\n  "enabled" : false\n}');
    await sandbox.report(args);
    await sandbox.gone();
    assertEquals(server.bodies, []);
    sandbox.configure("user", '{\n  // "enabled": false\n}');
    await sandbox.report(args, { PYANALYTICS_DISABLE: "no" });
    await sandbox.gone();
    assertEquals(server.bodies.length, 1);
  });

  test("reads the client's files, and leaves names out where they say so", async (sandbox) => {
    await using server = startServer();
    sandbox.configure("user", `{ "server": "${server.url}/", "argv":"none"}`);
    sandbox.configure(
      "system",
      '{\n\t"user_names": "none", // ours\n\t"host_names": "hash",\n}\n',
    );
    await sandbox.report(["--", "x.py"], { PYANALYTICS_ARGV: "script" });
    const event = await server.first() as Record<string, Json>;
    for (const name of ["username", "hostname", "hostfqdn"]) {
      assertEquals(name in event, false, name);
    }
    assertEquals("node" in event.uname!, false);
    assertEquals("bin" in event.python!, false);
    assertEquals(event.python?.argv, ["x.py"]);
    assertStringIncludes(JSON.stringify(event.client?.missing), "username");
  });

  test("keeps to what the machine's file locks", async (sandbox) => {
    await using server = startServer();
    const policy = `"server": "${server.url}",
      "argv": "none", "user_names": "none", "locked": ["server", "argv"]`;
    sandbox.configure("system", `{ ${policy} }`);
    sandbox.configure("user", '{ "argv": "script", "user_names": "plain" }');
    const args = ["--server", deadUrl(), "--", "x.py"];
    await sandbox.report(args, { PYANALYTICS_ARGV: "script" });
    const event = await server.first() as Record<string, Json>;
    assertEquals([event.username, event.python?.argv], ["zoe", []]);
    sandbox.configure("system", '{ "enabled": false, "locked": true }');
    sandbox.configure("user", '{ "enabled": true }');
    await sandbox.report(["--server", server.url]);
    await sandbox.gone();
    assertEquals(server.bodies.length, 1);
  });

  test("takes what it does not understand of a file for what tells least", async (sandbox) => {
    await using server = startServer();
    const locks = ['["typo", "argv"]', '"argv"', "[ argv ]", "yes"];
    for (const locked of locks) {
      sandbox.configure("system", `{ "argv": "none", "locked": ${locked} }`);
      sandbox.configure("user", '{ "argv": "script" }');
      const event = await sandbox.printed(["--", "x.py"]);
      assertEquals(event.python.argv, [], locked);
    }
    for (const locked of ["false", "[]", '[\n"user_names", "tag"]']) {
      sandbox.configure("system", `{ "argv": "none", "locked": ${locked} }`);
      const event = await sandbox.printed(["--", "x.py"]);
      assertEquals(event.python.argv, ["x.py"], locked);
    }
    sandbox.configure("system", "{}");
    sandbox.configure("user", '{ "argv": "nothing", "user_names": "hashed" }');
    const event = await sandbox.printed(["--", "x.py"]);
    assertEquals([event.python.argv, event.username], [[], undefined]);
    for (const enabled of ['"no"', "0", "null"]) {
      sandbox.configure("user", `{ "enabled": ${enabled} }`);
      await sandbox.report(["--wait", "--server", server.url]);
    }
    await sandbox.gone();
    assertEquals(server.bodies, []);
  });

  test("has a given file stand in for all others, but for locks", async (sandbox) => {
    await using server = startServer();
    const other = `${sandbox.folder}/other`;
    sandbox.configure("user", '{ "argv": "none" }');
    sandbox.configure(
      "system",
      '{ "user_names": "none", "host_names": "none", "locked": ["host_names"] }',
    );
    Deno.writeTextFileSync(other, '{ "host_names": "plain" }');
    const given = ["--config", other, "--", "x.py"];
    const event = await sandbox.printed(given);
    assertEquals([event.username, event.hostname, event.python.argv], [
      "zoe",
      undefined,
      ["x.py"],
    ]);
    sandbox.configure("system", '{ "enabled": false, "locked": true }');
    Deno.writeTextFileSync(other, '{ "enabled": true }');
    await sandbox.report(["--server", server.url, ...given]);
    await sandbox.gone();
    assertEquals(server.bodies, []);
  });

  test("does nothing where the machine's file is there and cannot be read", async (sandbox) => {
    await using server = startServer();
    // No mode keeps root from reading, but nobody reads a folder.
    Deno.mkdirSync(`${sandbox.folder}/etc/pyanalytics/client.jsonc`, {
      recursive: true,
    });
    sandbox.configure("user", '{ "enabled": true }');
    const finished = await sandbox.report(["--wait", "--server", server.url]);
    assertEquals(finished, { code: 0, stdout: "", stderr: "" });
    assertEquals(server.bodies, []);
  });

  test("reports nothing where the machine's file is no JSON object, and else as it says", async (sandbox) => {
    await using server = startServer();
    const args = ["--server", server.url, "--tag", "whole=no"];
    for (const text of ["", "[]", '{ "argv": "none"', '{ "argv" "none" }']) {
      sandbox.configure("system", text);
      const waiting = await sandbox.report(["--wait", ...args]);
      assertEquals(waiting, { code: 0, stdout: "", stderr: "" }, text);
      await sandbox.report(args);
      await sandbox.gone();
      assertEquals(server.bodies, [], text);
    }
    sandbox.configure(
      "system",
      '/* ours */ { // both\n "argv": "none", "tag": { "a": "{" }, }',
    );
    await sandbox.report(["--server", server.url, "--", "x.py"]);
    const event = await server.first() as Record<string, Json>;
    assertEquals(event.python?.argv, []);
  });

  const REFUSED: readonly [args: readonly string[], message: string][] = [
    [["--nope"], `Unknown option "--nope": --help lists what is accepted`],
    [["--nope=1"], `Unknown option "--nope": --help lists what is accepted`],
    [["--server"], "Cannot use --server: it needs a value"],
    [
      ["--server", "ftp://x"],
      `Cannot use --server: must be an http or https URL, got "ftp://x"`,
    ],
    [
      ["--server", "http://x y"],
      `Cannot use --server: must be an http or https URL, got "http://x y"`,
    ],
    [
      ["--timeout-ms", "1s"],
      `Cannot use --timeout-ms: must be a whole number up to 600000, got "1s"`,
    ],
    [["--tag", "x"], `Cannot use --tag: must be NAME=VALUE, got "x"`],
  ];

  test("refuses what it does not know in one line, and in the background says nothing", async (sandbox) => {
    for (const [args, message] of REFUSED) {
      assertEquals(await sandbox.report([...args]), {
        code: 0,
        stdout: "",
        stderr: "",
      });
      assertEquals(await sandbox.report(["--wait", ...args]), {
        code: 2,
        stdout: "",
        stderr: `pyanalytics.sh: ${message}\n`,
      });
    }
    // A command of the executable's is typed by somebody who looks on.
    assertEquals(await sandbox.report(["status"]), {
      code: 2,
      stdout: "",
      stderr:
        'pyanalytics.sh: Unknown command "status": there are none here, --help lists what is accepted\n',
    });
    const url = deadUrl();
    const { code, stderr } = await sandbox.report(["--wait", "--server", url]);
    assertEquals(code, 1);
    assertMatch(stderr, /^pyanalytics\.sh: Cannot deliver to [^\n]*\n$/);
  });

  test("is a client to the wrapper", async (sandbox) => {
    await using server = startServer();
    Deno.mkdirSync(`${sandbox.folder}/wrappers`);
    Deno.copyFileSync(WRAPPER, `${sandbox.folder}/wrappers/python3`);
    Deno.chmodSync(`${sandbox.folder}/wrappers/python3`, 0o755);
    Deno.symlinkSync(
      sandbox.script,
      `${sandbox.folder}/wrappers/pyanalytics-client`,
    );
    const { stdout } = await sandbox.run(
      [...shell, `${sandbox.folder}/wrappers/python3`, "-c", "print(1)"],
      {
        PATH:
          `${sandbox.folder}/wrappers:${sandbox.folder}/bin:${sandbox.folder}/tools`,
        PYANALYTICS_SERVER: server.url,
      },
    );
    assertEquals(stdout, "1\n");
    const event = await server.first() as Record<string, Json>;
    assertEquals(event.client?.wrapper, "sh");
    assertEquals(event.python?.argv, ["-c"]);
    await sandbox.gone();
    assertEquals(server.bodies.length, 1);
  });

  test("calls the Windows executable on Cygwin, with paths as Windows has them", async (sandbox) => {
    const { folder } = sandbox;
    const record = `${folder}/record`;
    const write = (path: string, text: string) =>
      Deno.writeTextFileSync(path, `#!/bin/sh\n${text}`, { mode: 0o755 });
    write(
      `${folder}/tools/cygpath`,
      `[ "$1 $2" = "-w --" ] && printf 'C:%s\\n' "$3" | tr / '\\\\'\n`,
    );
    write(
      `${folder}/tools/pyanalytics-client.exe`,
      `printf '%s\\n' "$MSYS_NO_PATHCONV $MSYS2_ARG_CONV_EXCL" "$@" >"$RECORD.part"
mv "$RECORD.part" "$RECORD"\n`,
    );
    for (const name of ["mv", "readlink"]) {
      Deno.symlinkSync(which(name), `${folder}/tools/${name}`);
    }
    Deno.writeTextFileSync(`${folder}/work/python 3.exe`, "");
    Deno.symlinkSync("python 3", `${folder}/work/link`);
    await sandbox.report(
      ["--wrapper", "sh", "--python", `${folder}/work/link`, "--config"]
        .concat("/etc/x", "--", "/c", "--python", "/usr/x", "*", ""),
      { RECORD: record },
    );
    await eventually(() => exists(record));
    const translated = `C:${folder}/work/python 3.exe`.replaceAll("/", "\\");
    assertEquals(Deno.readTextFileSync(record).split("\n").slice(0, -1), [
      "1 *",
      "--wrapper",
      "sh",
      "--python",
      translated,
      "--config",
      "C:\\etc\\x",
      "--",
      "/c",
      "--python",
      "/usr/x",
      "*",
      "",
    ]);
  });
}

Deno.test({
  name: "pyanalytics.sh --help shows its options, and nothing of the code",
  ignore: Deno.build.os === "windows",
  fn: () => {
    const help = outputOf("/bin/sh", [PORTABLE, "--help"]);
    assertMatch(help, /^pyanalytics\.sh: reports one start/);
    assertStringIncludes(help, "\n  --timeout-ms N ");
    assertEquals(help.includes("shellcheck"), false);
    assertEquals(help.includes("is_on"), false);
  },
});

Deno.test({
  name: "pyanalytics.sh satisfies shellcheck",
  ignore: !exists("/usr/bin/shellcheck"),
  fn: () => assertEquals(outputOf("/usr/bin/shellcheck", [PORTABLE]), ""),
});
