/** The client, the wrapper and the start-up file with each interpreter of this machine. */
import { assert, assertEquals } from "@std/assert";
import { NO_CACHE } from "../../client/cache.ts";
import { interpreterFacts } from "../../client/facts/interpreter.ts";
import { INTERPRETER_FACTS } from "../../client/facts/interpreter_code.ts";
import { createMachine } from "../../client/machine.ts";
import {
  type ClientProgram,
  CLIENTS,
  Sandbox,
  startServer,
  WRAPPER,
} from "../client_process.ts";
import { PORTABLE } from "../portable_client.ts";
import { type Interpreter, INTERPRETERS } from "./interpreters.ts";

const START = new URL(
  "../../client/portable/pyanalytics_start.py",
  import.meta.url,
);

type Json = Readonly<Record<string, unknown>>;

/** Facts of libraries that an interpreter may have been built without, and what would import them. */
const OF_LIBRARIES = {
  openssl_version: "import ssl; ssl.OPENSSL_VERSION",
  sqlite_version: "import sqlite3",
};

/** What only the client finds out, and no script for shells. */
function isKnownToBoth(facts: Json, others: Json): [Json, Json] {
  const names = Object.keys(facts).filter((name) => name in others);
  const only = (from: Json) =>
    Object.fromEntries(names.map((name) => [name, from[name]]));
  return [only(facts), only(others)];
}

for (const interpreter of INTERPRETERS) {
  const { name, path, version, unavailable } = interpreter;
  const test = (
    criterion: string,
    run: (sandbox: Sandbox) => Promise<void>,
    ignore = false,
  ) =>
    Deno.test({
      name: `Python ${name} ${criterion}`,
      ignore: ignore || unavailable !== undefined || Deno.build.os !== "linux",
      fn: async () => {
        await using sandbox = new Sandbox();
        await run(sandbox);
      },
    });

  test("answers every question about itself that its libraries let it", async (sandbox) => {
    using machine = createMachine({
      environment: (name) => sandbox.environment()[name],
      detached: false,
    });
    const facts = await interpreterFacts(machine, {
      python: path,
      cwd: "/",
      timeoutMs: 20_000,
      now: () => performance.now(),
      startMs: Date.now(),
      cache: NO_CACHE,
      packages: true,
    });
    const lacking: string[] = [];
    for (const [name, code] of Object.entries(OF_LIBRARIES)) {
      const { code: exitCode } = await sandbox.run([path, "-c", code]);
      if (exitCode !== 0) lacking.push(name);
    }
    const missing = INTERPRETER_FACTS.filter((name) => !(name in facts));
    assertEquals<string[]>(missing, lacking);
    const { version_info: info, packages, package_count } = facts;
    assertEquals((info as unknown[]).slice(0, 3).join("."), version);
    assertEquals([facts.bin, facts.executable], [path, path]);
    assertEquals(typeof facts.have_readline, "boolean");
    assertEquals(Object.keys(packages as object).length, package_count);
  });

  test("says the same to pyanalytics.sh as to the client", async (sandbox) => {
    const args = ["--print", "--python", path];
    const printed = await Promise.all([
      sandbox.run(["/bin/sh", PORTABLE, ...args]),
      sandbox.client(CLIENTS[0]!, args),
    ]);
    const [shell, client] = printed.map(({ code, stdout, stderr }) => {
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      return JSON.parse(stdout).python as Json;
    });
    const [said, expected] = isKnownToBoth(shell!, client!);
    assertEquals(said, expected);
    assert(
      "version_info" in said && "compiler" in said,
      Object.keys(said) + "",
    );
  });

  for (const client of CLIENTS) {
    test(
      `is reported by the client from ${client.name} that is called with it, by the wrapper, and by the start-up file`,
      (sandbox) => reportsEachWay(sandbox, client, interpreter),
      client.ignore,
    );
  }
}

/** Reports three starts, and finds that the program of the last two saw nothing of it. */
async function reportsEachWay(
  sandbox: Sandbox,
  client: ClientProgram,
  { path, version }: Interpreter,
): Promise<void> {
  await using server = startServer();
  const reported = async (wrapper?: string) => {
    await server.first();
    await sandbox.gone();
    assertEquals(server.bodies.length, 1, "one start is one event");
    const event = JSON.parse(server.bodies.pop()!);
    assertEquals(
      [
        event.python.version_info.slice(0, 3).join("."),
        event.python.executable,
      ],
      [version, path],
    );
    assertEquals(event.python.argv, ["job.py"]);
    assertEquals(event.client.wrapper, wrapper);
    assertEquals(event.client.missing.includes("python"), false);
  };
  const words = ["job.py", "a b", "Zoë ✓", ""];
  Deno.writeTextFileSync(
    `${sandbox.folder}/work/job.py`,
    "import sys\nsys.stdout.write(repr(sys.argv) + sys.stdin.read())\nsys.exit(7)\n",
  );
  const launcher = `${sandbox.folder}/client`;
  const command = client.command.map((word) => `'${word}'`).join(" ");
  Deno.writeTextFileSync(launcher, `#!/bin/sh\nexec ${command} "$@"\n`, {
    mode: 0o755,
  });
  Deno.mkdirSync(`${sandbox.folder}/site`);
  Deno.copyFileSync(START, `${sandbox.folder}/site/sitecustomize.py`);
  const environment = {
    ...client.environment,
    LC_ALL: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    PYANALYTICS_CLIENT: launcher,
    PYANALYTICS_PYTHON: path,
    PYANALYTICS_SERVER: server.url,
    PYANALYTICS_TIMEOUT_MS: "30000",
  };
  const start = (
    command: readonly string[],
    changes: Readonly<Record<string, string>> = {},
  ) =>
    sandbox.run([...command, ...words], { ...environment, ...changes }, {
      stdin: "in",
    });

  await sandbox.client(
    client,
    ["--python", path, "--", ...words],
    environment,
  );
  await reported();
  const directly = await start([path]);
  assertEquals(directly.code, 7);
  assertEquals(await start(["/bin/sh", WRAPPER]), directly);
  await reported("sh");
  const site = { PYTHONPATH: `${sandbox.folder}/site` };
  assertEquals(await start([path], site), directly);
  await reported("site");
}
