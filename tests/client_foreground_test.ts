/** The client where a user looks on. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  clientTests,
  deadUrl,
  outputOf,
  PYTHON,
  Sandbox,
  startServer,
} from "./client_process.ts";
import config from "../deno.json" with { type: "json" };

const test = clientTests();

/** What Python itself says, in the event's words. */
const ASK_PYTHON = `
import json, platform, sys
u = platform.uname()
print(json.dumps({
    "uname": {k: getattr(u, k) for k in
        ("system", "node", "release", "version", "machine", "processor")},
    "version": sys.version,
    "version_info": list(sys.version_info),
    "compiler": platform.python_compiler(),
    "build_date": platform.python_build()[1],
    "is_64bit": sys.maxsize > 2 ** 32,
    "executable": sys.executable,
    "implementation": platform.python_implementation(),
}))`;

test("--print shows what Python itself says, on one line, and sends nothing", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const { code, stdout, stderr } = await sandbox.client(client, [
    "--print",
    "--server",
    server.url,
    "--python",
    PYTHON,
    "--",
    "-m",
    "http.server",
  ], { DO_NOT_TRACK: "1", USER: "zoe" });
  assertEquals({ code, stderr, lines: stdout.trimEnd().split("\n").length }, {
    code: 0,
    stderr: "",
    lines: 1,
  });
  const event = JSON.parse(stdout);
  const { uname, ...python } = JSON.parse(outputOf(PYTHON, ["-c", ASK_PYTHON]));
  assertEquals(event.uname, uname);
  for (const [name, value] of Object.entries(python)) {
    assertEquals(event.python[name], value, name);
  }
  assertEquals(event.python.argv, ["-m", "http.server"]);
  assertEquals(event.username, "zoe");
  assertEquals(event.hostname, Deno.hostname());
  assertMatch(event.uuid, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-/);
  assertEquals(event.client.version, config.version);
  assertEquals(
    new Date(event.time.utc).getTime() / 1000,
    Math.floor(event.time.epoch * 1000) / 1000,
  );
  assertEquals(server.bodies, []);
});

test("--print reports the same with an argument that only looks like an option", async (client) => {
  await using sandbox = new Sandbox();
  const { stdout } = await sandbox.client(client, [
    "--print",
    "--argv=full",
    "--",
    "--wait",
  ]);
  assertEquals(JSON.parse(stdout).python.argv, ["--wait"]);
});

test("--wait delivers, and says what the server answered", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const { code, stdout, stderr } = await sandbox.client(client, [
    "--wait",
    "--server",
    server.url,
  ]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const { uuid } = JSON.parse(server.bodies[0]!);
  assertEquals(
    stdout,
    `Delivered event ${uuid} to ${server.url}/v1/on_import: 200 {"success":true}\n`,
  );
});

test("--verbose says on the error stream where options came from and what is sent", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const { code, stdout, stderr } = await sandbox.client(client, [
    "--verbose",
  ], { PYANALYTICS_SERVER: server.url });
  assertEquals(code, 0);
  assertMatch(stdout, /^Delivered event /);
  assertStringIncludes(
    stderr,
    `server: "${server.url}", from the environment's PYANALYTICS_SERVER\n`,
  );
  assertStringIncludes(stderr, "Missing: nothing\n");
});

test("--wait fails where nothing listens, and says where", async (client) => {
  await using sandbox = new Sandbox();
  const url = deadUrl();
  const { code, stdout, stderr } = await sandbox.client(client, [
    "--wait",
    "--server",
    url,
  ]);
  assertEquals({ code, stdout }, { code: 1, stdout: "" });
  assertStringIncludes(
    stderr,
    `pyanalytics-client: Cannot deliver to ${url}/v1/on_import: `,
  );
  assertStringIncludes(stderr, "refused");
});

test("--wait fails where the server refuses, and shows its words harmlessly", async (client) => {
  await using sandbox = new Sandbox();
  const answer = () => new Response("no \x1b[31mroom\n", { status: 507 });
  await using server = startServer(answer);
  const { code, stderr } = await sandbox.client(client, [
    "--wait",
    "--server",
    server.url,
  ]);
  assertEquals(code, 1);
  assertEquals(
    stderr,
    `pyanalytics-client: Cannot deliver to ${server.url}/v1/on_import: the server answered 507 no  [31mroom\n`,
  );
});

test("--wait follows no redirect", async (client) => {
  await using sandbox = new Sandbox();
  await using other = startServer();
  await using server = startServer(() => Response.redirect(other.url, 307));
  const { code, stderr } = await sandbox.client(client, [
    "--wait",
    "--server",
    server.url,
  ]);
  assertEquals(code, 1);
  assertMatch(stderr, /the server answered 307/);
  assertEquals(other.bodies, []);
});

test("--wait gives up after its time where no answer comes", async (client) => {
  await using sandbox = new Sandbox();
  const isOver = Promise.withResolvers<Response>();
  await using server = startServer(() => isOver.promise);
  const { code, stderr } = await sandbox.client(client, [
    "--wait",
    "--timeout-ms",
    "1500",
    "--server",
    server.url,
  ]);
  isOver.resolve(new Response());
  assertEquals(code, 1);
  assertMatch(stderr, /no answer within 1500 ms\n$/);
});

test("--wait sends nothing when disabled, and --verbose says by what", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const args = ["--wait", "--server", server.url];
  const environment = { DO_NOT_TRACK: "1" };
  assertEquals(await sandbox.client(client, args, environment), {
    code: 0,
    stdout: "",
    stderr: "",
  });
  const verbose = [...args, "--verbose"];
  assertEquals(await sandbox.client(client, verbose, environment), {
    code: 0,
    stdout: "",
    stderr:
      "Nothing is sent: switched off by DO_NOT_TRACK in the environment\n",
  });
  assertEquals(server.bodies, []);
});

const MISTAKES: [args: string[], message: string][] = [
  [
    ["--server", "host:1"],
    'Cannot use --server: must be an http or https URL without a query, such as "http://analytics:8888", got "host:1"',
  ],
  [
    ["--timeout-ms", "99"],
    'Cannot use --timeout-ms: must be a whole number from 100 to 600000, got "99"',
  ],
  [["--nope"], 'Unknown option "--nope": --help lists what is accepted'],
  [["--config", "/nope"], 'Cannot read config "/nope": '],
];

for (const [args, message] of MISTAKES) {
  test(`--wait ${args.join(" ")} is refused with its reason`, async (client) => {
    await using sandbox = new Sandbox();
    const { code, stdout, stderr } = await sandbox.client(client, [
      "--wait",
      ...args,
    ]);
    assertEquals({ code, stdout }, { code: 2, stdout: "" });
    assert(stderr.startsWith(`pyanalytics-client: ${message}`), stderr);
    assertEquals(stderr.split("\n").length, 2);
  });
}

test("--help and --version answer whatever else is wrong", async (client) => {
  await using sandbox = new Sandbox();
  const help = await sandbox.client(client, ["--help", "--nope"]);
  assertEquals(help.code, 0);
  assertMatch(help.stdout, /^pyanalytics-client .*\n/);
  assertStringIncludes(help.stdout, "--print");
  const version = await sandbox.client(client, ["--version"]);
  assertEquals(version.stdout, `pyanalytics-client ${config.version}\n`);
});

test("trusts the system's certificate authorities, and no others, for https", async (client) => {
  await using sandbox = new Sandbox();
  const certificate = makeCertificate(sandbox.folder);
  await using server = startServer(undefined, certificate);
  const args = ["--wait", "--server", server.url];
  const trusting = { SSL_CERT_FILE: certificate.authority };
  const trusted = await sandbox.client(client, args, trusting);
  assertEquals({ code: trusted.code, stderr: trusted.stderr }, {
    code: 0,
    stderr: "",
  });
  const untrusted = await sandbox.client(client, args);
  assertEquals(untrusted.code, 1);
  assertMatch(untrusted.stderr, /certificate/);
  assertEquals(server.bodies.length, 1);
  await sandbox.client(client, args.slice(1), trusting);
  await sandbox.gone();
  assertEquals(server.bodies.length, 2);
});

/** A certificate for 127.0.0.1 by an authority that only this test knows. */
function makeCertificate(folder: string) {
  const at = (name: string) => `${folder}/${name}`;
  const openssl = (...args: string[]) => outputOf("openssl", args);
  const key = (
    file: string,
  ) => ["-newkey", "rsa:2048", "-nodes", "-keyout", at(file)];
  openssl(
    "req",
    "-x509",
    ...key("ca.key"),
    "-out",
    at("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=Test",
    "-addext",
    "basicConstraints=critical,CA:TRUE",
  );
  openssl(
    "req",
    ...key("key.pem"),
    "-out",
    at("request.pem"),
    "-subj",
    "/CN=127.0.0.1",
  );
  Deno.writeTextFileSync(
    at("extensions"),
    "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
  );
  openssl(
    "x509",
    "-req",
    "-in",
    at("request.pem"),
    "-CA",
    at("ca.pem"),
    "-CAkey",
    at("ca.key"),
    "-CAcreateserial",
    "-out",
    at("cert.pem"),
    "-days",
    "2",
    "-extfile",
    at("extensions"),
  );
  return {
    authority: at("ca.pem"),
    cert: Deno.readTextFileSync(at("cert.pem")),
    key: Deno.readTextFileSync(at("key.pem")),
  };
}
