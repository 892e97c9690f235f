/** The gate over real connections. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../../testing/eventually.ts";
import { Gate, type GateOptions } from "./gate.ts";
import { close } from "./pipe.ts";
import { PipedCarrier } from "./piped_carrier.ts";

const UNLIMITED = {
  maxConnections: Infinity,
  maxConnectionsPerAddress: Infinity,
  headerTimeoutMs: Infinity,
  idleTimeoutMs: Infinity,
};

const GET = "GET / HTTP/1.1\r\nHost: any\r\n\r\n";
const LAST_GET = GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
const HOST = "127.0.0.1";

/** Whether this machine has `::1`, and hears those of the older kind at `::`. */
const HAS_BOTH = (() => {
  try {
    using listener = Deno.listen({ hostname: "::1", port: 0 });
    return listener.addr.port > 0 && Deno.build.os === "linux";
  } catch {
    return false;
  }
})();

/** A gate at a clock that stands still, and those who come to it. */
class Bench implements AsyncDisposable {
  readonly lines: string[] = [];
  /** Requests whose headers have come. */
  asked = 0;
  /** Of them those that are over: answered, or broken off. */
  completed = 0;
  readonly #gate: Gate;
  #port = 0;
  #nowMs = 0;
  readonly #connections: Deno.TcpConn[] = [];

  constructor(
    limits: Partial<GateOptions["limits"]>,
    options: Partial<GateOptions> = {},
  ) {
    const { handler = () => new Response("yes") } = options;
    this.#gate = new Gate({
      hostname: HOST,
      port: 0,
      limits: { ...UNLIMITED, ...limits },
      report: (line) => void this.lines.push(line),
      onListen: ({ port }) => this.#port = port,
      clockMs: () => this.#nowMs,
      ...options,
      handler: (request, info) => {
        this.asked++;
        const count = () => void this.completed++;
        info.completed.then(count, count);
        return handler(request, info);
      },
    });
  }

  /** Lets time pass, at the end of which the gate looks who has waited for too long. */
  pass(ms: number): void {
    this.#nowMs += ms;
    this.#gate.look();
  }

  async connect(text = "", hostname = HOST): Promise<Deno.TcpConn> {
    const connection = await Deno.connect({ hostname, port: this.#port });
    this.#connections.push(connection);
    await connection.write(new TextEncoder().encode(text));
    return connection;
  }

  /** The answer to a request on a connection of its own, which stays open. */
  async ask(text = GET, hostname = HOST): Promise<string> {
    return await read(await this.connect(text, hostname));
  }

  close(): void {
    this.#connections.splice(0).forEach(close);
  }

  shutdown(): Promise<void> {
    return this.#gate.shutdown();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.shutdown();
  }
}

/** What comes next; empty where the other side has ended the connection. */
async function read(connection: Deno.TcpConn): Promise<string> {
  const bytes = new Uint8Array(2000);
  const count = await connection.read(bytes);
  return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
}

/** Resolves when the other side has ended a connection, with all that it said. */
async function end(connection: Deno.TcpConn): Promise<string> {
  let all = "";
  for (;;) {
    const text = await read(connection);
    if (text === "") return all;
    all += text;
  }
}

const CARRIERS: Readonly<Record<string, () => Partial<GateOptions>>> = {
  direct: () => ({}),
  piped: () => ({ carrier: new PipedCarrier({ report: () => {} }) }),
};

for (const [name, make] of Object.entries(CARRIERS)) {
  Deno.test(`${name}: a Gate takes as many connections as it may, and refuses more until one has gone`, async () => {
    await using bench = new Bench({ maxConnections: 2 }, make());
    const first = await bench.connect(GET);
    assertStringIncludes(await read(first), " 200 ");
    assertStringIncludes(await bench.ask(), " 200 ");
    const refused = await bench.ask();
    assertStringIncludes(refused, " 503 ");
    assertStringIncludes(refused.toLowerCase(), "retry-after: 5");
    assertEquals(bench.lines, ["Connections are refused: 2 are open"]);
    first.closeWrite();
    await eventually(() => bench.ask(), (answer) => answer.includes(" 200 "));
  });

  Deno.test({
    name:
      `${name}: a Gate takes as many connections of one address as it may, and those of others`,
    ignore: !HAS_BOTH,
    fn: async () => {
      await using bench = new Bench(
        { maxConnectionsPerAddress: 2 },
        { hostname: "::", ...make() },
      );
      for (const hostname of [HOST, "::1"]) {
        for (const expected of [" 200 ", " 200 ", " 429 "]) {
          assertStringIncludes(await bench.ask(GET, hostname), expected);
        }
      }
      assertEquals(bench.lines, [
        "Connections are refused: 2 of 127.0.0.1 are open",
      ]);
    },
  });

  Deno.test(`${name}: a Gate ends connections whose first headers are too slow, and no others`, async () => {
    await using bench = new Bench({ headerTimeoutMs: 50 }, {
      ...make(),
      handler: async (request) => new Response(await request.text()),
    });
    const head = "POST / HTTP/1.1\r\nHost: any\r\nContent-Length: 2\r\n";
    const slow = [await bench.connect(), await bench.connect(head)];
    const quick = await bench.connect(`${head}\r\n`);
    await eventually(() => bench.asked === 1);
    bench.pass(51);
    assertEquals(await Promise.all(slow.map(end)), ["", ""]);
    await quick.write(new TextEncoder().encode("{}"));
    assertStringIncludes(await read(quick), "\r\n\r\n{}");
  });

  Deno.test(`${name}: a Gate ends connections that are idle after an answer, and none whose body is slow`, async () => {
    await using bench = new Bench({ idleTimeoutMs: 50 }, {
      ...make(),
      handler: async (request) => new Response(await request.text()),
    });
    const head = "POST / HTTP/1.1\r\nHost: any\r\nContent-Length: 2\r\n\r\n";
    const slow = await bench.connect(head);
    const silent = await bench.connect();
    const idle = [
      await bench.connect(`${head}{}`),
      await bench.connect(`${head}{}POST / HTT`),
    ];
    await eventually(() => bench.asked === 3 && bench.completed === 2);
    bench.pass(51);
    for (const answer of await Promise.all(idle.map(end))) {
      assertStringIncludes(answer, "\r\n\r\n{}");
    }
    for (const part of ["{", "}"]) {
      await slow.write(new TextEncoder().encode(part));
    }
    assertStringIncludes(await read(slow), "\r\n\r\n{}");
    await silent.write(new TextEncoder().encode(`${head}{}`));
    assertStringIncludes(await read(silent), "\r\n\r\n{}");
  });

  Deno.test(`${name}: a Gate ends a connection that does not read its answer, and none that reads slowly`, async () => {
    const [sizeBytes, parts] = [64 * 1024 * 1024, 64];
    await using bench = new Bench({ idleTimeoutMs: parts / 2 }, {
      ...make(),
      handler: () => new Response("x".repeat(sizeBytes)),
    });
    const lazy = await bench.connect(GET);
    // Longer than the idle time in all, and a fraction of it for what the system holds.
    const slow = await bench.connect(LAST_GET);
    let seen = 0;
    for await (const { length } of slow.readable) {
      const before = Math.floor(seen * parts / sizeBytes);
      seen += length;
      bench.pass(Math.floor(seen * parts / sizeBytes) - before);
    }
    assert(seen > sizeBytes, `${seen} bytes`);
    await eventually(() => {
      bench.pass(parts);
      return bench.completed === 2;
    });
    let unread = 0;
    try {
      for await (const { length } of lazy.readable) unread += length;
    } catch {
      // It was ended, as it should be.
    }
    assert(unread < sizeBytes, `${unread} bytes`);
  });

  Deno.test(`${name}: a Gate that is shut down answers what was asked, and nobody else`, async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const bench = new Bench({}, {
      ...make(),
      handler: async () => {
        asked.resolve();
        await mayAnswer.promise;
        return new Response("yes");
      },
    });
    const silent = [await bench.connect(), await bench.connect("GET /")];
    const open = await bench.connect(GET);
    await asked.promise;
    const isShutDown = bench.shutdown();
    assertEquals(await Promise.all(silent.map(end)), ["", ""]);
    const late = await bench.connect(GET).catch((error: unknown) => error);
    assert(late instanceof Deno.errors.ConnectionRefused);
    mayAnswer.resolve();
    assertStringIncludes(await end(open), "yes");
    await isShutDown;
    bench.close();
  });
}

Deno.test("a Gate just closes connections when many are being refused already", async () => {
  await using bench = new Bench({ maxConnections: 0 });
  const silent = await Promise.all(
    Array.from({ length: 64 }, () => bench.connect()),
  );
  const closed = await bench.connect();
  assertEquals(await read(closed).catch(() => ""), "");
  await silent[0]!.write(new TextEncoder().encode(GET));
  assertStringIncludes(await read(silent[0]!), " 503 ");
});

Deno.test("a Gate ends those who are refused and ask nothing", async () => {
  await using bench = new Bench({ maxConnections: 0 });
  const silent = await bench.connect();
  await eventually(() => bench.lines.length);
  bench.pass(1001);
  assertEquals(await end(silent), "");
});

Deno.test("a Gate looks by itself who has waited for too long", async () => {
  const clockMs = () => performance.now();
  await using bench = new Bench({ headerTimeoutMs: 20 }, { clockMs });
  assertEquals(await end(await bench.connect()), "");
});

Deno.test("a Gate accepts again after that has failed, and says both once", async () => {
  const { listen } = Deno;
  let failures = 3;
  // Only the system can make too many files be open; the test plays it.
  Deno.listen = ((options: Deno.TcpListenOptions) => {
    const listener = listen(options);
    const accept = listener.accept.bind(listener);
    listener.accept = () =>
      failures-- > 0
        ? Promise.reject(new Error("Too many open files"))
        : accept();
    return listener;
  }) as typeof Deno.listen;
  let bench: Bench;
  try {
    bench = new Bench({});
  } finally {
    Deno.listen = listen;
  }
  await using _ = bench;
  assertStringIncludes(await bench.ask(), " 200 ");
  bench.pass(1000);
  assertEquals(bench.lines, [
    "Connections are refused: Too many open files",
    "Connections are accepted again; 3 were refused",
  ]);
});
