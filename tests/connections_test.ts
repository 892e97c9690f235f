/** Bounds of connections, in a server of its own: too many, too slow, too idle. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../lib/testing/eventually.ts";
import { makeCertificate } from "./certificate.ts";
import { exchange, originalRequest } from "./raw_http.ts";
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

const HEAD = "POST /v1/on_import HTTP/1.1\r\nHost: localhost\r\n";
/** Of an event of two bytes. */
const EVENT = `${HEAD}Content-Length: 2\r\n\r\n`;
/** With a byte that counts. */
const LONG_EVENT = `${HEAD}Content-Length: 7\r\n\r\n{"a":1}`;

/** A connection that can be asked again. */
class Caller implements Disposable {
  readonly #connection: Deno.Conn;

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  static async connect(port: number, text = ""): Promise<Caller> {
    const hostname = "127.0.0.1";
    const caller = new Caller(await Deno.connect({ hostname, port }));
    await caller.say(text);
    return caller;
  }

  async say(text: string): Promise<void> {
    await this.#connection.write(new TextEncoder().encode(text));
  }

  /** What comes next; empty where the other side has ended the connection. */
  async hear(): Promise<string> {
    const bytes = new Uint8Array(4000);
    const count = await this.#connection.read(bytes);
    return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

/** Posts an event again, each time on a connection of its own, until it is stored. */
async function untilStored(port: number): Promise<void> {
  await eventually(
    () => exchange(port, originalRequest("{}")).catch((error) => `${error}`),
    (answer) => answer.includes(`{"success":true}`),
  );
}

for (const kind of KINDS) {
  Deno.test(`${kind}: --max-connections takes so many, refuses the next with 503, and goes on when one has gone`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--max-connections", "2"],
    });
    const { port } = server;
    using first = await Caller.connect(port, `${EVENT}{}`);
    assertStringIncludes(await first.hear(), " 200 ");
    {
      using second = await Caller.connect(port, `${EVENT}{}`);
      assertStringIncludes(await second.hear(), " 200 ");
      using third = await Caller.connect(port, `${EVENT}{}`);
      const refusal = await third.hear();
      assertStringIncludes(refusal, " 503 ");
      assertStringIncludes(refusal, "More than 2 connections are open");
    }
    await untilStored(port);
    await first.say(`${EVENT}{}`);
    assertStringIncludes(await first.hear(), " 200 ");
    const { stderr } = await server.stop();
    assertStringIncludes(stderr, "Connections are refused: 2 are open");
    assertEquals(folder.journalLines().length, 4);
  });

  Deno.test(`${kind}: --max-connections-per-address counts those of one address, which limits by address see too`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: [
        "--max-connections-per-address",
        "1",
        "--max-bytes-per-day",
        "1",
      ],
    });
    using first = await Caller.connect(server.port, LONG_EVENT);
    assertStringIncludes(await first.hear(), "127.0.0.1 has stored 1 bytes");
    using second = await Caller.connect(server.port, `${EVENT}{}`);
    const refusal = await second.hear();
    assertStringIncludes(refusal, " 429 ");
    assertStringIncludes(refusal, "More than 1 connections of one address");
  });

  Deno.test(`${kind}: --header-timeout-ms and --idle-timeout-ms end who waits longer, and nobody else`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--header-timeout-ms", "300", "--idle-timeout-ms", "300"],
    });
    const { port } = server;
    using silent = await Caller.connect(port);
    using slow = await Caller.connect(port, HEAD);
    using idle = await Caller.connect(port, `${EVENT}{}`);
    using half = await Caller.connect(port, `${EVENT}{}POST`);
    using body = await Caller.connect(port, EVENT);
    assertEquals([await silent.hear(), await slow.hear()], ["", ""]);
    for (const each of [idle, half]) {
      assertStringIncludes(await each.hear(), `{"success":true}`);
      assertEquals(await each.hear(), "");
    }
    for (const part of ["{", "}"]) await body.say(part);
    assertStringIncludes(await body.hear(), `{"success":true}`);
  });

  Deno.test(`${kind}: SIGTERM ends who asks nothing, answers what was begun, and exits 0`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--max-connections", "10"],
    });
    using silent = await Caller.connect(server.port);
    using begun = await Caller.connect(server.port, "POST /v1/on_im");
    using open = await Caller.connect(server.port, EVENT);
    using kept = await Caller.connect(server.port, `${EVENT}{}`);
    assertStringIncludes(await kept.hear(), `{"success":true}`);
    const stopped = server.stop();
    assertEquals([await silent.hear(), await begun.hear()], ["", ""]);
    await open.say("{}").catch(() => {});
    // Deno 2.9 stops reading bodies when it is shut down, 2.6 reads them to their end.
    const answer = await open.hear();
    const isStored = answer.includes(`{"success":true}`);
    if (!isStored) assertStringIncludes(answer, "ended before it was complete");
    const { code, stderr } = await stopped;
    assertEquals(code, 0, stderr);
    assertEquals(folder.journalLines().length, isStored ? 2 : 1);
  });

  Deno.test(`${kind}: under HTTPS connections are bounded too, also before they have shaken hands`, async () => {
    using certificate = new TemporaryFolder();
    const { cert, key } = await makeCertificate(certificate.path);
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--tls-cert", cert, "--tls-key", key].concat(
        ["--header-timeout-ms", "2000", "--max-connections", "2"],
        ["--max-bytes-per-day", "1"],
      ),
    });
    using client = Deno.createHttpClient({
      caCerts: [Deno.readTextFileSync(cert)],
    });
    const post = async () => {
      const answer = await fetch(`https://localhost:${server.port}/v1/events`, {
        method: "POST",
        body: `[{"a":1}]`,
        client,
      });
      return await answer.text();
    };
    assertStringIncludes(await post(), "127.0.0.1 has stored 1 bytes");
    using silent = await Caller.connect(server.port, "\x16\x03\x01");
    using refused = await Caller.connect(server.port, "\x16\x03\x01");
    assertEquals(await Promise.all([silent.hear(), refused.hear()]), ["", ""]);
    await eventually(
      () => post().catch((error) => `${error}`),
      (answer) => answer.includes("127.0.0.1 has stored 1 bytes"),
    );
  });

  Deno.test(`${kind}: --check-config says which bounds are in force where the server stands`, async () => {
    const check = async (...args: string[]) => {
      const { stdout } = await serverCommand(["--check-config", ...args], {
        kind,
      }).output();
      return [
        ...new TextDecoder().decode(stdout).matchAll(
          /^(?:maxConnections|headerTimeout|idleTimeout)\w* = (.*)$/gm,
        ),
      ].map(([, value]) => value);
    };
    const [none, set] = ["0 (the default)", "7 (--idle-timeout-ms)"];
    assertEquals(await check("--idle-timeout-ms", "7"), [
      none,
      none,
      none,
      set,
    ]);
    const away = ["4096", "256", "30000", "75000"]
      .map((each) => `${each} (the default)`);
    assertEquals(await check("--host", "0.0.0.0"), away);
    assertEquals(await check("--host", "::", "--trust-proxy"), [
      away[0],
      none,
      ...away.slice(2),
    ]);
  });
}
