/** The client's commands about deliveries, as whole processes. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  type ClientProgram,
  clientTests,
  deadUrl,
  Sandbox,
  startServer,
} from "./client_process.ts";
import { ASIDE_BOUNDS } from "../client/outbox/bounds.ts";
import { eventFile } from "../client/outbox/event_file.ts";
import { ServerProcess, TemporaryFolder } from "./server_process.ts";

/** No interpreter is to be asked: these tests are not about facts. */
const QUICK = ["--python", "/nonexistent"];

const test = clientTests((client) => `client from ${client}:`);

/** The lines of a command, by their names. */
function linesOf(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout.trimEnd().split("\n").map((line) => {
      const [, name, text] = /^(.*?): +(.*)$/.exec(line)!;
      return [name, text];
    }),
  );
}

/** Reports starts to where nothing listens, so that they wait. */
async function queue(
  sandbox: Sandbox,
  client: ClientProgram,
  { url, count }: { url: string; count: number },
) {
  for (let number = 0; number < count; number++) {
    await sandbox.client(client, [...QUICK, "--server", url, "--", "x.py"]);
  }
  await sandbox.gone();
}

test("status says that it reports, where to, and that nothing waits", async (client) => {
  await using sandbox = new Sandbox();
  await sandbox.client(client, ["clear"]);
  const { code, stdout, stderr } = await sandbox.client(client, ["status"], {
    PYANALYTICS_SERVER: "http://zoe:secret@host:1",
  });
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(linesOf(stdout), {
    "Reporting": "on, by the default",
    "Server": "http://***@host:1, by the environment's PYANALYTICS_SERVER",
    "Outbox": `${sandbox.folder}/home/.local/state/pyanalytics/outbox`,
    "Queued": "0 events, 0 bytes",
    "Last delivery": "never",
  });
});

test("status makes no outbox where there is none yet", async (client) => {
  await using sandbox = new Sandbox();
  const { code, stdout } = await sandbox.client(client, ["status"]);
  assertEquals(code, 0);
  assertMatch(
    linesOf(stdout).Outbox!,
    /^none yet in "[^"]+\/home\/\.local\/state\/pyanalytics\/outbox" or "[^"]+"$/,
  );
  assertEquals(Array.from(Deno.readDirSync(`${sandbox.folder}/home`)), []);
});

test("status names what switched it off", async (client) => {
  await using sandbox = new Sandbox();
  const { stdout } = await sandbox.client(client, ["status"], {
    DO_NOT_TRACK: "1",
  });
  assertEquals(
    linesOf(stdout).Reporting,
    "off, by DO_NOT_TRACK in the environment",
  );
  const folder = `${sandbox.folder}/home/.config/pyanalytics`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/client.jsonc`, '{"enabled": false}');
  const again = await sandbox.client(client, ["status"]);
  assertEquals(
    linesOf(again.stdout).Reporting,
    `off, by "enabled" in "${folder}/client.jsonc"`,
  );
});

test("status shows what reports make of config that cannot be used, and names each problem", async (client) => {
  await using sandbox = new Sandbox();
  const folder = `${sandbox.folder}/home/.config/pyanalytics`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/client.jsonc`,
    '{"enabled": "no", "server": "http://own:1"}',
  );
  const environment = { PYANALYTICS_TIMEOUT_MS: "soon" };
  const { code, stdout, stderr } = await sandbox.client(
    client,
    ["status"],
    environment,
  );
  assertEquals([code, stderr], [1, ""]);
  const lines = stdout.split("\n").slice(0, 4);
  assertEquals(lines, [
    `Reporting:       off, by "enabled" in "${folder}/client.jsonc"`,
    `Problem:         Cannot read config "${folder}/client.jsonc": "enabled" must be true or false, got "no"`,
    'Problem:         Cannot use the environment\'s PYANALYTICS_TIMEOUT_MS: must be a whole number from 100 to 600000, got "soon"',
    `Server:          http://own:1, by "server" in "${folder}/client.jsonc"`,
  ]);
  const doctor = await sandbox.client(client, ["doctor"], environment);
  assertMatch(doctor.stdout, /^FAIL Config +Cannot read .*; Cannot use /);
  // What waits can be removed whatever files say.
  assertEquals((await sandbox.client(client, ["clear"], environment)).code, 0);
  const flags = await sandbox.client(client, ["status", "--server", "x"]);
  assertEquals([flags.code, flags.stdout], [2, ""]);
});

test("flush delivers as one batch what status said to wait", async (client) => {
  await using sandbox = new Sandbox();
  using data = new TemporaryFolder();
  const url = deadUrl();
  await queue(sandbox, client, { url, count: 3 });
  const before = await sandbox.client(client, ["status", "--server", url]);
  const lines = linesOf(before.stdout);
  assertMatch(lines.Queued!, /^3 events, \d+ bytes, the oldest from 20/);
  assertMatch(lines["Next attempt"]!, /^after .*, as 1 attempt failed$/);
  assertStringIncludes(lines["Last failure"]!, "refused");
  await using server = await ServerProcess.start({
    data: data.path,
    args: ["--port", new URL(url).port],
  });
  const flushed = await sandbox.client(client, ["flush", "--server", url]);
  assertEquals(flushed, {
    code: 0,
    stdout: `Delivered 3 events to ${server.origin}\n`,
    stderr: "",
  });
  assertEquals(data.journalLines().length, 3);
  const after = await sandbox.client(client, ["status", "--server", url]);
  assertEquals(linesOf(after.stdout).Queued, "0 events, 0 bytes");
  assertMatch(linesOf(after.stdout)["Last delivery"]!, /^20\d\d-/);
});

test("flush fails where nothing listens, says why, and keeps what waits", async (client) => {
  await using sandbox = new Sandbox();
  const url = deadUrl();
  await queue(sandbox, client, { url, count: 1 });
  for (let time = 0; time < 2; time++) {
    const { code, stderr } = await sandbox.client(client, [
      "flush",
      "--server",
      url,
    ]);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^pyanalytics-client flush: Cannot deliver 1 event to /,
    );
    assertStringIncludes(stderr, "refused");
  }
});

test("flush sends nothing where reporting is switched off", async (client) => {
  await using sandbox = new Sandbox();
  const url = deadUrl();
  await queue(sandbox, client, { url, count: 1 });
  const args = ["flush", "--server", url];
  assertEquals(await sandbox.client(client, args, { DO_NOT_TRACK: "1" }), {
    code: 0,
    stdout:
      "Nothing is sent: switched off by DO_NOT_TRACK in the environment\n",
    stderr: "",
  });
});

test("flush --aside sends again what a server refused", async (client) => {
  await using sandbox = new Sandbox();
  let status = 400;
  await using server = startServer(() =>
    Response.json({ success: status === 200 }, { status })
  );
  await queue(sandbox, client, { url: server.url, count: 1 });
  const status1 = await sandbox.client(client, [
    "status",
    "--server",
    server.url,
  ]);
  assertMatch(
    linesOf(status1.stdout)["Moved aside"]!,
    /^1 file, \d{3,} bytes, the oldest from 20/,
  );
  status = 200;
  const args = ["flush", "--server", server.url];
  const without = await sandbox.client(client, args);
  assertEquals(without.stdout, `Delivered 0 events to ${server.url}\n`);
  const { code, stdout } = await sandbox.client(client, [...args, "--aside"]);
  assertEquals(code, 0);
  assertEquals(stdout, `Delivered 1 event to ${server.url}\n`);
  assertEquals(server.bodies[1], server.bodies[0]);
});

test("clear removes what waits, and then nothing is sent", async (client) => {
  await using sandbox = new Sandbox();
  const url = deadUrl();
  await queue(sandbox, client, { url, count: 2 });
  assertEquals(await sandbox.client(client, ["clear"]), {
    code: 0,
    stdout:
      "Removed 2 events, 0 starts, and 0 files that had been moved aside\n",
    stderr: "",
  });
  const { stdout } = await sandbox.client(client, ["flush", "--server", url]);
  assertEquals(stdout, `Delivered 0 events to ${url}\n`);
});

test("what a server refused beyond the bounds is dropped, and the next event tells it", async (client) => {
  await using sandbox = new Sandbox();
  let status = 400;
  await using server = startServer(() =>
    Response.json({ success: status === 200 }, { status })
  );
  await queue(sandbox, client, { url: server.url, count: 1 });
  const outbox = `${sandbox.folder}/home/.local/state/pyanalytics/outbox`;
  const [{ name: folder } = { name: "" }] = Deno.readDirSync(
    `${outbox}/servers`,
  );
  const aside = `${outbox}/servers/${folder}/aside`;
  for (let number = 0; number < ASIDE_BOUNDS.maxEvents + 6; number++) {
    const atMs = Date.now() - 3600_000 + number;
    const uuid = crypto.randomUUID();
    const { name } = eventFile({ atMs, uuid, attempts: 0 });
    Deno.writeTextFileSync(`${aside}/${name}`, JSON.stringify({ uuid }));
  }
  const before = await sandbox.client(client, [
    "status",
    "--server",
    "http://other",
  ]);
  assertEquals(
    linesOf(before.stdout).Elsewhere,
    `0 events, and ${
      ASIDE_BOUNDS.maxEvents + 7
    } files moved aside, for ${server.url}`,
  );
  // As if the bounds had not been looked after for a while.
  Deno.removeSync(`${outbox}/servers/${folder}/state.json`);
  status = 200;
  for (let time = 0; time < 2; time++) {
    await queue(sandbox, client, { url: server.url, count: 1 });
  }
  const args = ["status", "--server", server.url];
  assertMatch(
    linesOf((await sandbox.client(client, args)).stdout)["Moved aside"]!,
    new RegExp(`^${ASIDE_BOUNDS.maxEvents} files, `),
  );
  const told = server.bodies.slice(1).join("").trimEnd().split("\n")
    .map((line) => JSON.parse(line).client.dropped);
  assertEquals(told, [undefined, 7]);
  const { stdout } = await sandbox.client(client, ["clear"]);
  assertEquals(
    stdout,
    `Removed 0 events, 0 starts, and ${ASIDE_BOUNDS.maxEvents} files that had been moved aside\n`,
  );
  assertEquals(Array.from(Deno.readDirSync(`${outbox}/servers`)), []);
});

test("doctor finds the way to a server clear, and stores nothing there", async (client) => {
  await using sandbox = new Sandbox();
  using data = new TemporaryFolder();
  await using server = await ServerProcess.start({ data: data.path });
  const args = ["doctor", "--server", server.origin];
  const { code, stdout, stderr } = await sandbox.client(client, args);
  assertEquals(stdout.match(/^ok /gm)?.length, 7, stdout);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(data.journalLines(), []);
});

test("doctor names the first thing that is wrong, and exits with 1", async (client) => {
  await using sandbox = new Sandbox();
  await using portal = startServer(() => new Response("<html>Sign in</html>"));
  const cases: [args: string[], expected: RegExp][] = [
    [["--server", deadUrl()], /^FAIL Connection Cannot connect to .*refused/m],
    [["--server", portal.url], /^FAIL Events .*events answered 200 <html>/m],
    [["--server", "http://nosuch.invalid"], /^FAIL Connection .*lookup/m],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout } = await sandbox.client(client, ["doctor", ...args]);
    assertEquals(code, 1);
    assertMatch(stdout, expected);
  }
});

test("the commands about the outbox say where there can be none", async (client) => {
  await using sandbox = new Sandbox();
  const environment = { HOME: "/nonexistent" };
  for (const command of ["flush", "clear"]) {
    const finished = await sandbox.client(client, [command], environment);
    assertEquals(finished.code, 1);
    assertMatch(
      finished.stderr,
      /^pyanalytics-client \w+: There is no outbox: no folder of "\/nonexistent/,
    );
  }
  const { code, stdout } = await sandbox.client(
    client,
    ["status"],
    environment,
  );
  assertEquals(code, 0);
  assertMatch(linesOf(stdout).Outbox!, /^none yet in "\/nonexistent/);
});
