/** Tokens, and what is open by default: whole processes, from source and as the executable. */
import { fromFileUrl } from "@std/path";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { eventually } from "../lib/testing/eventually.ts";
import { makeCertificate } from "./certificate.ts";
import { exchange } from "./raw_http.ts";
import {
  type Kind,
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

const CLIENT = fromFileUrl(
  new URL("../dist/pyanalytics-client", import.meta.url),
);

/** Runs a command of the server to its end. */
async function run(args: readonly string[], kind: Kind) {
  const { code, stdout, stderr } = await serverCommand(args, { kind }).output();
  return {
    code,
    stdout: new TextDecoder().decode(stdout),
    stderr: new TextDecoder().decode(stderr),
  };
}

/** Runs `token`; returns what it prints. */
async function token(kind: Kind, data: string, ...args: string[]) {
  const { code, stdout, stderr } = await run(
    ["token", ...args, "--data", data],
    kind,
  );
  assertEquals([code, stderr], [0, ""]);
  return stdout.trimEnd();
}

/** A server on all addresses, reached by the loopback's. */
async function startOpenToNetwork(
  kind: Kind,
  data: string,
  args: readonly string[] = [],
) {
  const server = await ServerProcess.start({
    data,
    kind,
    args: ["--host", "0.0.0.0", ...args],
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const status = async (
    path: string,
    secret?: string,
    init: RequestInit = {},
  ) => {
    const headers = secret ? { authorization: `Bearer ${secret}` } : {};
    const response = await fetch(origin + path, { headers, ...init });
    await response.body?.cancel();
    return response.status;
  };
  const waitFor = async (wanted: number, path: string, secret: string) => {
    await eventually(() => status(path, secret), (seen) => seen === wanted);
  };
  return { server, origin, status, waitFor };
}

const POST = { method: "POST", body: "{}" };

for (const kind of KINDS) {
  Deno.test(`${kind}: a token is added and removed while the server runs; its last use is listed`, async () => {
    using folder = new TemporaryFolder();
    const data = folder.path;
    const { server, status, waitFor } = await startOpenToNetwork(kind, data);
    await using _server = server;
    assertEquals(await status("/v1/count"), 401);
    const secret = await token(kind, data, "add", "alice", "--rights", "read");
    assertMatch(secret, /^pya_[\w-]{43}$/);
    await waitFor(200, "/v1/count", secret);
    assertMatch(
      await token(kind, data, "list"),
      /^alice {2}read {4}\S+Z {2}never$/m,
    );
    assertEquals(await token(kind, data, "remove", "alice"), "Removed alice");
    await waitFor(401, "/v1/count", secret);
    const other = await token(
      kind,
      data,
      "add",
      "bob",
      "--rights",
      "write,read",
    );
    await waitFor(200, "/v1/count", other);
    assertEquals((await server.stop()).code, 0);
    assertMatch(
      await token(kind, data, "list"),
      /^bob {3}write,read {2}\S+Z {2}\d{4}-\S+Z$/m,
    );
  });

  Deno.test(`${kind}: on other addresses writing is open and reading is not, unless options say otherwise`, async () => {
    using folder = new TemporaryFolder();
    const table: readonly [args: string[], write: number, read: number][] = [
      [[], 200, 401],
      [["--open-read"], 200, 200],
      [["--require-write-token"], 401, 401],
    ];
    for (const [args, write, read] of table) {
      const { server, status } = await startOpenToNetwork(
        kind,
        folder.path,
        args,
      );
      await using _server = server;
      assertEquals(await status("/v1/on_import", undefined, POST), write);
      assertEquals(await status("/v1/events", undefined, POST), write);
      assertEquals(await status("/v1/meta"), read);
      assertEquals(await status("/v1/snapshot"), 401);
      assertEquals((await server.stop()).code, 0);
    }
    assertEquals(folder.journalLines().length, 4);
  });

  Deno.test(`${kind}: a backup needs a token with the right admin, on all but this machine's own address`, async () => {
    using folder = new TemporaryFolder();
    const data = folder.path;
    const { server, status } = await startOpenToNetwork(kind, data, [
      "--open-read",
    ]);
    await using _server = server;
    const secretOf = (right: string) =>
      token(kind, data, "add", right, "--rights", right);
    const path = "/v1/snapshot";
    const [reader, writer, admin] = [
      await secretOf("read"),
      await secretOf("write"),
      await secretOf("admin"),
    ];
    await eventually(() => status(path, admin), (seen) => seen === 200);
    assertEquals(await status(path), 401);
    assertEquals(await status(path, "no token"), 401);
    for (const secret of [reader, writer]) {
      assertEquals(await status(path, secret), 403);
      assertEquals(await status(path, secret, { method: "HEAD" }), 403);
    }
    assertEquals((await server.stop()).code, 0);
    const args = ["--trust-proxy"];
    await using proxied = await ServerProcess.start({ data, kind, args });
    const response = await fetch(`${proxied.origin}${path}`);
    await response.body?.cancel();
    assertEquals(response.status, 401);
  });

  Deno.test(`${kind}: the Host header must name the server, or what --allowed-host says`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--allowed-host", "analytics.example,other.example"],
    });
    const status = async (host: string) => {
      const answer = await exchange(
        server.port,
        `GET /v1/meta HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      return Number(answer.split(" ")[1]);
    };
    for (
      const host of [
        `127.0.0.1:${server.port}`,
        "localhost",
        "analytics.example",
        "other.example:80",
        Deno.hostname(),
      ]
    ) assertEquals(await status(host), 200);
    assertEquals(await status("evil.example"), 421);
  });
}

for (const kind of KINDS) {
  for (const scheme of ["http", "https"] as const) {
    Deno.test(`${kind}: by ${scheme} a browser signs in with a token, reads with its cookie, and is out with the token`, async () => {
      using folder = new TemporaryFolder();
      using certificate = new TemporaryFolder();
      const { cert, key } = await makeCertificate(certificate.path);
      const isSecure = scheme === "https";
      const data = folder.path;
      const secret = await token(kind, data, "add", "eve", "--rights", "read");
      const tls = ["--tls-cert", cert, "--tls-key", key];
      await using server = await ServerProcess.start({
        data,
        kind,
        args: ["--host", "0.0.0.0", ...isSecure ? tls : []],
      });
      using client = Deno.createHttpClient({
        caCerts: [Deno.readTextFileSync(cert)],
      });
      const origin = `${scheme}://localhost:${server.port}`;
      const ask = async (path: string, init: RequestInit = {}) => {
        const response = await fetch(origin + path, {
          redirect: "manual",
          ...init,
          client,
        });
        return { response, text: await response.text() };
      };
      const page = await ask("/v1/count", { headers: { accept: "text/html" } });
      assertEquals(page.response.status, 401);
      assertStringIncludes(page.text, "/sign-in?next=%2Fv1%2Fcount");
      const form = (headers: Record<string, string> = {}) => ({
        method: "POST",
        body: new URLSearchParams({ token: secret, next: "/v1/count" }),
        headers,
      });
      const forged = await ask("/sign-in", form({ origin: "https://evil" }));
      assertEquals(forged.response.status, 403);
      assertEquals(forged.response.headers.get("set-cookie"), null);
      const { response } = await ask("/sign-in", form({ origin }));
      assertEquals(response.status, 303);
      assertEquals(response.headers.get("location"), "/v1/count");
      const [pair, ...attributes] = response.headers.get("set-cookie")!
        .split("; ");
      assertMatch(
        pair!,
        isSecure
          ? /^__Host-pyanalytics_session=[\w-]{43}$/
          : /^pyanalytics_session=[\w-]{43}$/,
      );
      assert(!pair!.includes(secret));
      assertEquals(attributes, [
        "Path=/",
        "HttpOnly",
        "SameSite=Strict",
        ...isSecure ? ["Secure"] : [],
      ]);
      const headers = { cookie: pair! };
      const status = async (path: string, init: RequestInit = { headers }) =>
        (await ask(path, init)).response.status;
      assertEquals(await status("/v1/count"), 200);
      assertEquals(await status("/v1/snapshot"), 403);
      const evil = { cookie: pair!, "sec-fetch-site": "cross-site" };
      assertEquals(
        await status("/sign-out", { method: "POST", headers: evil }),
        403,
      );
      assertEquals(await status("/v1/count"), 200);
      await token(kind, data, "remove", "eve");
      await eventually(() => status("/v1/count"), (seen) => seen === 401);
    });
  }
}

Deno.test("a file of tokens that is damaged is one line in the log, which steers no terminal", async () => {
  using folder = new TemporaryFolder();
  const data = folder.path;
  const secret = await token("source", data, "add", "a", "--rights", "read");
  const { server, waitFor } = await startOpenToNetwork("source", data);
  await using _server = server;
  await waitFor(200, "/v1/count", secret);
  Deno.writeTextFileSync(`${data}/tokens.json`, "\x1b[2J\n\u202e\x07 none");
  await waitFor(401, "/v1/count", secret);
  const { stderr } = await server.stop();
  const [line, ...others] = stderr.split("\n");
  assertMatch(line!, /^\S+ No token is taken: Cannot read tokens /);
  assertEquals(/[\p{Cc}\p{Bidi_Control}]/u.exec(line!), null);
  assertMatch(others.join("\n"), /^\S+ SIGTERM: [^\n]*\n\S+ Stopped\n$/);
});

Deno.test("the start says who may do what", async () => {
  using folder = new TemporaryFolder();
  const table: readonly [args: string[], said: string][] = [
    [
      [],
      "Writing is open to everyone, reading is open to everyone, administering is open to everyone on this machine",
    ],
    [
      ["--host", "0.0.0.0"],
      "Writing is open to everyone, reading needs a token, administering needs a token: see pyanalytics-server token --help",
    ],
  ];
  for (const [args, said] of table) {
    const child = serverCommand(["--port", "0", "--data", folder.path, ...args])
      .spawn();
    const stderr = new Response(child.stderr).text();
    let text = "";
    for await (
      const part of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
      if (text.split("\n").length > 2) break;
    }
    child.kill("SIGKILL");
    await Promise.all([child.status, stderr]);
    assertEquals(text.split("\n").slice(1), [said, ""]);
  }
});

Deno.test("client and query bring their token in the server's URL", async () => {
  using folder = new TemporaryFolder();
  const data = folder.path;
  const secret = await token(
    "executable",
    data,
    "add",
    "a",
    "--rights",
    "write,read",
  );
  const { server, origin } = await startOpenToNetwork("executable", data, [
    "--require-write-token",
  ]);
  await using _server = server;
  for (
    const [credentials, code] of [["", 1], [`client:${secret}@`, 0]] as const
  ) {
    const url = origin.replace("//", `//${credentials}`);
    const client = await new Deno.Command(CLIENT, {
      args: ["--wait", "--server", url],
      stdin: "null",
    }).output();
    assertEquals(client.code, code, new TextDecoder().decode(client.stderr));
    assert(!new TextDecoder().decode(client.stdout).includes(secret));
    const query = await run(["query", "--server", url], "executable");
    assertEquals(query.code, code, query.stderr);
  }
  assertEquals(folder.journalLines().length, 1);
});

const MISTAKES: readonly [args: string[], message: string][] = [
  [
    ["token"],
    'What to do must be "add", "list" or "remove", got nothing: see token --help',
  ],
  [
    ["token", "make"],
    'What to do must be "add", "list" or "remove", got "make": see token --help',
  ],
  [
    ["token", "add", "a"],
    "Cannot add a token without --rights: any of write, read, admin",
  ],
  [["token", "add", "--rights", "read"], "One name must be given, got 0"],
  [
    ["token", "add", "a", "b", "--rights", "read"],
    "One name must be given, got 2",
  ],
  [
    ["token", "add", "a b", "--rights", "read"],
    'A token\'s name must be 1 to 64 letters, digits, or any of . _ @ -, the first a letter or digit, got "a b"',
  ],
  [
    ["token", "add", "a", "--rights", "all"],
    'Cannot use --rights: must be any of write, read, admin, with commas between, got "all"',
  ],
  [["token", "list", "a"], 'Cannot use "a" with list'],
  [
    ["token", "remove", "a"],
    'Cannot remove "a": there is no token of that name',
  ],
];
for (const [args, message] of MISTAKES) {
  Deno.test(`${args.join(" ")} is refused with one line, and changes nothing`, async () => {
    using folder = new TemporaryFolder();
    const { code, stdout, stderr } = await run(
      [...args, "--data", folder.path],
      "source",
    );
    assertEquals(
      [code, stdout, stderr],
      [1, "", `pyanalytics-server token: ${message}\n`],
    );
    assertEquals([...Deno.readDirSync(folder.path)], []);
  });
}

Deno.test("a name is given to one token alone", async () => {
  using folder = new TemporaryFolder();
  const data = folder.path;
  await token("source", data, "add", "alice", "--rights", "read");
  const before = Deno.readTextFileSync(`${data}/tokens.json`);
  const { code, stderr } = await run(
    ["token", "add", "alice", "--rights", "admin", "--data", data],
    "source",
  );
  assertEquals(code, 1);
  assertStringIncludes(stderr, "there is a token of that name");
  assertEquals(Deno.readTextFileSync(`${data}/tokens.json`), before);
});
