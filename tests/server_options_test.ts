/** The server's command line, as a person meets it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

async function run(
  args: string[],
  options: Parameters<typeof serverCommand>[1] = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await serverCommand(args, options).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

for (const kind of KINDS) {
  Deno.test(`${kind}: --version and --help print and exit 0`, async () => {
    const version = await run(["--version"], { kind });
    assertEquals([version.code, version.stdout], [0, `${config.version}\n`]);
    const help = await run(["--help"], { kind });
    assertEquals(help.code, 0);
    assertStringIncludes(help.stdout, "--max-body-bytes BYTES");
    assertStringIncludes(help.stdout, "PYANALYTICS_MAX_BODY_BYTES");
  });

  Deno.test(`${kind}: --check-config says each value and its origin, flag over variable over file`, async () => {
    using folder = new TemporaryFolder();
    const file = join(folder.path, "server.jsonc");
    Deno.writeTextFileSync(
      file,
      `{ /* why */ "port": 1, "host": "file", "sync": "os", }`,
    );
    const { code, stdout } = await run([
      "--check-config",
      "--config",
      file,
      "--port",
      "3",
    ], {
      kind,
      environment: { PYANALYTICS_PORT: "2", PYANALYTICS_HOST: "variable" },
    });
    assertEquals(code, 0);
    assertStringIncludes(stdout, `port = 3 (--port)\n`);
    assertStringIncludes(
      stdout,
      `host = "variable" (the environment's PYANALYTICS_HOST)\n`,
    );
    assertStringIncludes(stdout, `sync = "os" ("sync" in "${file}")\n`);
    assertStringIncludes(stdout, `data = "analytics-data" (the default)\n`);
  });
}

const WRONG: {
  args: string[];
  environment?: Record<string, string>;
  message: string;
}[] = [
  {
    args: ["--port", "http"],
    message:
      `Cannot use --port: must be a whole number from 0 to 65535, got "http"`,
  },
  {
    args: ["--prot", "1"],
    message: `Unknown option "--prot": --help lists what is accepted`,
  },
  {
    args: ["stray"],
    message: `Unknown option "stray": --help lists what is accepted`,
  },
  {
    args: ["--", "x"],
    message: `Unknown option "x": --help lists what is accepted`,
  },
  {
    args: ["--tls-cert", "c.pem"],
    message: `Cannot use --tls-cert without --tls-key`,
  },
  {
    args: ["--max-batch-bytes", "100", "--max-pending-bytes", "4194303"],
    message:
      `Cannot use --max-pending-bytes: must be at least four times the ` +
      `longest body, 4194304, got 4194303`,
  },
  {
    args: ["--config", "nowhere.jsonc"],
    message: `Cannot read config "nowhere.jsonc": `,
  },
  {
    args: [],
    environment: { PYANALYTICS_SYNC: "never" },
    message:
      `Cannot use the environment's PYANALYTICS_SYNC: must be "disk" or "os", got "never"`,
  },
];

for (const { args, environment = {}, message } of WRONG) {
  Deno.test(`a bad start stops with one line: ${message}`, async () => {
    const { code, stdout, stderr } = await run(args, { environment });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /^pyanalytics-server: [^\n]+\n$/);
    assertStringIncludes(stderr, message);
  });
}

for (const key of ["help", "version", "check_config", "config"]) {
  Deno.test(`"${key}" is for one start: no file may hold it, and help names no key for it`, async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "x.jsonc");
    Deno.writeTextFileSync(path, JSON.stringify({ [key]: true }));
    const { code, stderr } = await run(["--config", path]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, `unknown key "${key}", accepted are host, `);
    const { stdout } = await run(["--help"]);
    assertStringIncludes(stdout, `PYANALYTICS_${key.toUpperCase()}\n`);
  });
}

Deno.test("a port in use and a folder that cannot be made stop the start with one line", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  using other = new TemporaryFolder();
  const taken = await run([
    "--port",
    String(server.port),
    "--data",
    other.path,
  ]);
  assertEquals(taken.code, 1);
  assertMatch(
    taken.stderr,
    /^pyanalytics-server: Cannot listen on 127\.0\.0\.1:\d+: [^\n]+\n$/,
  );
  const file = join(other.path, "file");
  Deno.writeTextFileSync(file, "");
  const { code, stderr } = await run([
    "--port",
    "0",
    "--data",
    join(file, "data"),
  ]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^pyanalytics-server: Cannot open the journal in "[^\n]+\n$/,
  );
});

Deno.test("files and folder of the journal are the owner's alone", async () => {
  using folder = new TemporaryFolder();
  const data = join(folder.path, "data");
  await using server = await ServerProcess.start({ data });
  await (await fetch(`${server.origin}/v1/on_import`, {
    method: "POST",
    body: "{}",
  })).body?.cancel();
  assertEquals(Deno.statSync(data).mode! & 0o777, 0o700);
  for (const entry of Deno.readDirSync(data)) {
    assertEquals(
      Deno.statSync(join(data, entry.name)).mode! & 0o777,
      0o600,
      entry.name,
    );
  }
});
