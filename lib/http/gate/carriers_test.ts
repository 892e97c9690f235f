/** Both carriers over real connections. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../../testing/eventually.ts";
import type { Carried, Carrier } from "./carrier.ts";
import { directCarrier } from "./direct_carrier.ts";
import { PipedCarrier } from "./piped_carrier.ts";
import type { ConnectionHandler } from "./visit.ts";

const CARRIERS: Readonly<Record<string, () => Carrier>> = {
  direct: () => directCarrier()!,
  piped: () => new PipedCarrier({ report: (line) => console.error(line) }),
};

const encoder = new TextEncoder();

/** A port whose connections a carrier carries. */
class Bench implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #accepting: Promise<void>;
  readonly carrier: Carrier;
  /** The connections, in the order in which they came. */
  readonly carried: Carried[] = [];

  constructor(carrier: Carrier, handler: ConnectionHandler) {
    this.carrier = carrier;
    this.#accepting = this.#accept(handler);
  }

  async connect(text = ""): Promise<Deno.TcpConn> {
    const { port } = this.#listener.addr;
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(encoder.encode(text));
    return connection;
  }

  async #accept(handler: ConnectionHandler): Promise<void> {
    for await (const connection of this.#listener) {
      this.carried.push(this.carrier.carry(connection, handler));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const { cut } of this.carried) cut();
    await this.carrier.shutdown();
    await Promise.all(this.carried.map(({ ended }) => ended));
  }
}

async function readAll(connection: Deno.TcpConn): Promise<string> {
  return await new Response(connection.readable).text();
}

for (const [name, make] of Object.entries(CARRIERS)) {
  Deno.test(`${name}: a handler is told who asks, and answers`, async () => {
    const addresses: Deno.NetAddr[] = [];
    await using bench = new Bench(make(), (_, { remoteAddr }) => {
      addresses.push(remoteAddr);
      return new Response("yes");
    });
    const connection = await bench.connect("GET /x HTTP/1.0\r\n\r\n");
    const { localAddr } = connection;
    assertStringIncludes(await readAll(connection), "\r\n\r\nyes");
    assertEquals(addresses, [localAddr]);
    await bench.carried[0]!.ended;
    bench.carried[0]!.cut();
  });

  Deno.test(`${name}: a long body goes there and back whole`, async () => {
    const size = 8 * 1024 * 1024;
    await using bench = new Bench(make(), async (request) => {
      return new Response(await request.bytes());
    });
    const body = new Uint8Array(size);
    for (let at = 0; at < size; at++) body[at] = at % 251;
    const connection = await bench.connect(
      `POST / HTTP/1.0\r\nContent-Length: ${size}\r\n\r\n`,
    );
    for (let sent = 0; sent < size;) {
      sent += await connection.write(body.subarray(sent));
    }
    const answer = await new Response(connection.readable).bytes();
    assertEquals(answer.subarray(-size), body);
  });

  Deno.test(`${name}: the end of what is sent ends no answer`, async () => {
    await using bench = new Bench(make(), async (request) => {
      return new Response(`<${await request.text()}>`);
    });
    const connection = await bench.connect(
      "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}",
    );
    await connection.closeWrite();
    assertStringIncludes(await readAll(connection), "<{}>");
  });

  Deno.test(`${name}: cut() ends a connection, whatever it is doing`, async () => {
    const head = "POST / HTTP/1.1\r\nHost: any\r\n";
    const asked = Promise.withResolvers<void>();
    await using bench = new Bench(make(), async (request) => {
      asked.resolve();
      await request.bytes().catch(() => {});
      return new Response("yes");
    });
    const texts = [
      "",
      "POS",
      head,
      `${head}Content-Length: 0\r\n\r\n`,
      `${head}Content-Length: 9\r\n\r\n{`,
    ];
    const connections = await Promise.all(
      texts.map((text) => bench.connect(text)),
    );
    await asked.promise;
    const last = await bench.connect();
    await eventually(
      () => bench.carried.length,
      (count) => count > connections.length,
    );
    for (const { cut } of bench.carried) {
      cut();
      cut();
    }
    await Promise.all(bench.carried.map(({ ended }) => ended));
    const answers = await Promise.all(
      [...connections, last].map((each) => readAll(each).catch(() => "")),
    );
    assert(answers.every((answer) => !answer.includes(" 400 ")));
  });

  Deno.test(`${name}: shutdown() lets what was asked be answered`, async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const carrier = make();
    await using bench = new Bench(carrier, async () => {
      asked.resolve();
      await mayAnswer.promise;
      return new Response("yes");
    });
    const connection = await bench.connect(
      "GET / HTTP/1.1\r\nHost: any\r\n\r\n",
    );
    await asked.promise;
    const isShutDown = carrier.shutdown();
    mayAnswer.resolve();
    assertStringIncludes(await readAll(connection), "\r\n\r\nyes");
    await isShutDown;
  });
}

Deno.test("piped: who comes to the port behind by themselves is refused", async () => {
  const carrier = new PipedCarrier({ report: () => {} });
  let isAsked = false;
  await using _ = new Bench(carrier, () => {
    isAsked = true;
    return new Response("yes");
  });
  const answer = await fetch(`http://127.0.0.1:${carrier.port}/`);
  assertEquals([answer.status, await answer.text()], [403, ""]);
  assertEquals(isAsked, false);
});

Deno.test("direct: cut() of a connection whose end Deno has begun throws nowhere", async () => {
  const internal = Symbol();
  const finished = Promise.withResolvers<void>();
  const serveHttpOnConnection = (_: Deno.Conn, signal: AbortSignal) => {
    signal.addEventListener("abort", () => {
      throw new Deno.errors.BadResource("Bad resource ID");
    }, { once: true });
    return { finished: finished.promise };
  };
  const carrier = directCarrier({
    internal,
    [internal]: { serveHttpOnConnection },
  })!;
  const { cut, ended } = carrier.carry(
    {} as Deno.TcpConn,
    () => new Response(),
  );
  cut();
  finished.resolve();
  await ended;
  cut();
});

Deno.test("directCarrier() is none where Deno lacks what it is made of", () => {
  const internal = Symbol();
  assertEquals(directCarrier({}), undefined);
  assertEquals(directCarrier({ internal }), undefined);
  assertEquals(directCarrier({ internal, [internal]: {} }), undefined);
});
