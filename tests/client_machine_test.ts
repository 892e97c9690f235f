/** What an administrator sets up for the whole machine: its config file, and the shared outbox. */
import { assertEquals, assertMatch } from "@std/assert";
import {
  type ClientProgram,
  CLIENTS,
  deadUrl,
  Sandbox,
  startServer,
} from "./client_process.ts";
import { canHaveOwnMachine, OwnMachine } from "./own_machine.ts";
import { ServerProcess, TemporaryFolder } from "./server_process.ts";

const FILE = "/etc/pyanalytics/client.jsonc";
const IGNORED = !canHaveOwnMachine();

/** No interpreter is to be asked: these tests are not about facts. */
const QUICK = ["--python", "/nonexistent"];
/** A user that has no home, commonly "nobody". */
const OTHER = 65534;

interface Setting {
  readonly sandbox: Sandbox;
  readonly machine: OwnMachine;
  readonly client: ClientProgram;
}

function test(name: string, run: (setting: Setting) => Promise<void>): void {
  for (const program of CLIENTS) {
    Deno.test({
      name: `machine of the client from ${program.name}: ${name}`,
      ignore: IGNORED || program.ignore,
      fn: async () => {
        await using sandbox = new Sandbox();
        const machine = new OwnMachine(sandbox);
        await run({ sandbox, machine, client: machine.client(program) });
      },
    });
  }
}

function configureUser({ folder }: Sandbox, text: string): string {
  const path = `${folder}/home/.config/pyanalytics`;
  Deno.mkdirSync(path, { recursive: true });
  Deno.writeTextFileSync(`${path}/client.jsonc`, text);
  return `${path}/client.jsonc`;
}

/** The line of `status` with that name. */
function lineOf(stdout: string, name: string): string | undefined {
  return new RegExp(`^${name}: +(.*)$`, "m").exec(stdout)?.[1];
}

test("its file switches reporting off, unless the user's says otherwise and nothing is locked", async ({ sandbox, machine, client }) => {
  await using server = startServer();
  const args = ["--server", server.url, ...QUICK];
  const report = async () => {
    assertEquals(await sandbox.client(client, args), {
      code: 0,
      stdout: "",
      stderr: "",
    });
    await sandbox.gone();
    const { stdout } = await sandbox.client(client, ["status"]);
    return [lineOf(stdout, "Reporting"), server.bodies.length];
  };
  machine.configure('{ "enabled": false }');
  assertEquals(await report(), [`off, by "enabled" in "${FILE}"`, 0]);
  const own = configureUser(sandbox, '{ "enabled": true }');
  for (const locked of ["true", '["enabled"]']) {
    machine.configure(`{ "enabled": false, "locked": ${locked} }`);
    assertEquals(await report(), [`off, by "enabled" in "${FILE}", locked`, 0]);
  }
  machine.configure('{ "enabled": false, "locked": ["argv"] }');
  assertEquals(await report(), [`on, by "enabled" in "${own}"`, 1]);
});

test("what its file locks counts before flags, variables and other files", async ({ sandbox, machine, client }) => {
  await using ours = startServer();
  await using theirs = startServer();
  machine.configure(
    `{ "server": "${ours.url}", "argv": "none", "locked": ["server", "argv"] }`,
  );
  const given = configureUser(
    sandbox,
    `{ "server": "${theirs.url}", "argv": "full" }`,
  );
  const variables = {
    PYANALYTICS_SERVER: theirs.url,
    PYANALYTICS_ARGV: "full",
    PYANALYTICS_CLIENT_CONFIG: given,
  };
  const flags = ["--server", theirs.url, "--argv", "full", "--config", given];
  await sandbox.client(
    client,
    [...QUICK, ...flags, "--", "job.py", "word"],
    variables,
  );
  const { python } = await ours.first() as { python: { argv: string[] } };
  await sandbox.gone();
  assertEquals(python.argv, []);
  assertEquals(theirs.bodies, []);
  const { stdout } = await sandbox.client(client, ["status", ...flags]);
  assertEquals(
    lineOf(stdout, "Server"),
    `${ours.url}, by "server" in "${FILE}", locked`,
  );
});

test("a file of it that is no config keeps all from reporting, and status and doctor say so", async ({ sandbox, machine, client }) => {
  await using server = startServer();
  machine.configure('{ "enabled" true }');
  configureUser(sandbox, '{ "enabled": true }');
  const args = ["--server", server.url];
  await sandbox.client(client, [...args, ...QUICK]);
  await sandbox.gone();
  const status = await sandbox.client(client, ["status", ...args]);
  assertEquals([status.code, status.stderr], [1, ""]);
  assertMatch(
    lineOf(status.stdout, "Reporting")!,
    /^off, by "\/etc\/pyanalytics\/client\.jsonc", which cannot be read: /,
  );
  assertMatch(
    lineOf(status.stdout, "Problem")!,
    /^Cannot read config "\/etc\/pyanalytics\/client\.jsonc": /,
  );
  assertEquals(server.bodies, []);
  const doctor = await sandbox.client(client, ["doctor", ...args]);
  assertEquals(doctor.code, 1);
  assertMatch(doctor.stdout, /^FAIL Config +Cannot read config "\/etc\//);
  assertMatch(doctor.stdout, /^FAIL Reporting +switched off by "\/etc\//m);
});

test("events of accounts without a home wait in the shared folder, and each sends its own", async ({ sandbox, machine, client }) => {
  using data = new TemporaryFolder();
  const url = deadUrl();
  const run = (program: ClientProgram, ...args: string[]) =>
    sandbox.client(program, args, { HOME: undefined });
  const accounts = [client, ...anotherAccount(client, sandbox)];
  for (const [number, account] of accounts.entries()) {
    const tag = ["--tag", `n=${number}`];
    await run(account, "--server", url, ...QUICK, ...tag);
    await sandbox.gone();
  }
  const parts = Array.from(Deno.readDirSync(machine.spool), ({ name }) => name);
  const users = [0, OTHER].slice(0, accounts.length);
  assertEquals(parts.map(Number).sort((a, b) => a - b), users);
  for (const user of users) {
    const { mode, uid } = Deno.statSync(`${machine.spool}/${user}`);
    assertEquals([mode! & 0o7777, uid], [0o700, user]);
  }
  await using _server = await ServerProcess.start({
    data: data.path,
    args: ["--port", new URL(url).port],
  });
  for (const account of accounts) {
    assertEquals(await run(account, "flush", "--server", url), {
      code: 0,
      stdout: `Delivered 1 event to ${url}\n`,
      stderr: "",
    });
  }
  const numbers = data.journalLines().map((line) => JSON.parse(line).tags.n);
  assertEquals(numbers, Array.from(accounts, (_, number) => String(number)));
});

/** The executable as another user runs it; the source that is tested may be closed to that one. */
function anotherAccount(
  client: ClientProgram,
  { folder }: Sandbox,
): ClientProgram[] {
  if (client.name !== "executable") return [];
  const within = client.command.slice(0, -1) as [string, ...string[]];
  Deno.chmodSync(folder, 0o755);
  Deno.copyFileSync(client.command.at(-1)!, `${folder}/client`);
  const user = [`--reuid=${OTHER}`, `--regid=${OTHER}`, "--clear-groups"];
  const command = [...within, "setpriv", ...user, `${folder}/client`] as const;
  return [{ ...client, command }];
}
