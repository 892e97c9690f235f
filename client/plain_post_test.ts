import { assertEquals, assertRejects } from "@std/assert";
import { type PlainPost, postPlainly } from "./plain_post.ts";
import { sendBatch } from "./send.ts";

const BODY = '{"name":"Zoë"}\n';

function post(url: string, changes: Partial<PlainPost> = {}) {
  return postPlainly({
    url,
    headers: { "content-type": "application/x-ndjson", "user-agent": "test/1" },
    body: BODY,
    signal: new AbortController().signal,
    maxAnswerBytes: 100_000,
    environment: () => undefined,
    ...changes,
  });
}

/** A server of HTTP, and what it was asked. */
async function withServer(
  answer: () => Response,
  use: (origin: string, requests: Request[]) => Promise<void>,
  hostname = "127.0.0.1",
): Promise<void> {
  const requests: Request[] = [];
  const server = Deno.serve(
    { hostname, port: 0, onListen: () => {} },
    async (request) => {
      const { url, method, headers } = request;
      const body = await request.text();
      requests.push(new Request(url, { method, headers, body }));
      return answer();
    },
  );
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  try {
    await use(`http://${host}:${server.addr.port}`, requests);
  } finally {
    await server.shutdown();
  }
}

/** A server that takes one connection, and does with it what it likes. */
async function withListener(
  serve: (connection: Deno.TcpConn) => Promise<void>,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = listener.accept().then(async (connection) => {
    using _ = connection;
    await serve(connection);
  });
  await use(`http://127.0.0.1:${listener.addr.port}`);
  await served;
}

Deno.test("postPlainly() posts the body as it is, with the headers and the whole path", async () => {
  await withServer(
    () => new Response("{}", { status: 201, headers: { "retry-after": "7" } }),
    async (origin, requests) => {
      const answer = await post(`${origin}/base/v1/events?a=b`);
      assertEquals(answer?.status, 201);
      assertEquals(answer?.headers.get("retry-after"), "7");
      assertEquals(new TextDecoder().decode(answer?.body), "{}");
      const [request] = requests;
      assertEquals(request?.method, "POST");
      assertEquals(request?.url, `${origin}/base/v1/events?a=b`);
      assertEquals(
        request?.headers.get("content-type"),
        "application/x-ndjson",
      );
      assertEquals(request?.headers.get("user-agent"), "test/1");
      assertEquals(await request?.text(), BODY);
    },
  );
});

Deno.test("postPlainly() reads an answer that comes in chunks", async () => {
  const parts = ["one ", "two ", "three"];
  const chunked = () =>
    new Response(
      ReadableStream.from(parts).pipeThrough(
        new TextEncoderStream(),
      ),
    );
  await withServer(chunked, async (origin) => {
    const answer = await post(origin);
    assertEquals(answer?.headers.get("transfer-encoding"), "chunked");
    assertEquals(new TextDecoder().decode(answer?.body), "one two three");
  });
});

Deno.test({
  name: "postPlainly() reaches an IPv6 address",
  ignore: !hasIpv6(),
  fn: () =>
    withServer(() => new Response("{}"), async (origin, requests) => {
      assertEquals((await post(origin))?.status, 200);
      const { port } = new URL(origin);
      assertEquals(requests[0]?.headers.get("host"), `[::1]:${port}`);
    }, "::1"),
});

for (
  const [name, changed, changes] of [
    ["https", (origin: string) => origin.replace("http:", "https:"), {}],
    ["credentials", (origin: string) => origin.replace("//", "//:secret@"), {}],
    ["a long body", same, { body: "x".repeat(100_000) }],
    ...["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].map((
      proxy,
    ) =>
      [
        proxy,
        same,
        {
          environment: (name: string) =>
            name === proxy ? "http://proxy:3128" : undefined,
        },
      ] as const
    ),
  ] as const
) {
  Deno.test(`postPlainly() leaves ${name} to fetch, and sends nothing`, async () => {
    await withServer(() => new Response("{}"), async (origin, requests) => {
      assertEquals(await post(changed(origin), changes), undefined);
      assertEquals(requests, []);
    });
  });
}

for (
  const [name, url] of [
    ["a refused connection", refusing()],
    ["a name that nobody knows", "http://pyanalytics.invalid"],
  ] as const
) {
  Deno.test(`postPlainly() leaves ${name} to fetch`, async () => {
    assertEquals(await post(url), undefined);
  });
}

Deno.test("postPlainly() does nothing where the time is over", async () => {
  await withServer(() => new Response("{}"), async (origin, requests) => {
    const signal = AbortSignal.abort(new RangeError("out of time"));
    await assertRejects(() => post(origin, { signal }), RangeError);
    assertEquals(requests, []);
  });
});

Deno.test("postPlainly() fails with the signal's reason where no answer comes", async () => {
  const aborter = new AbortController();
  await withListener(
    async (connection) => {
      await connection.read(new Uint8Array(10_000));
      aborter.abort(new RangeError("out of time"));
      // The other side is gone.
      await connection.read(new Uint8Array(1)).catch(() => {});
    },
    (origin) =>
      assertRejects(
        () => post(origin, { signal: aborter.signal }),
        RangeError,
        "out of time",
      ).then(() => {}),
  );
});

Deno.test("postPlainly() fails where the answer is cut short", async () => {
  await withListener(
    async (connection) => {
      await connection.read(new Uint8Array(10_000));
      await connection.write(
        new TextEncoder().encode(
          "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
        ),
      );
    },
    (origin) =>
      assertRejects(() => post(origin), Error, "The answer is cut short")
        .then(() => {}),
  );
});

Deno.test("postPlainly() reads no more than the start of an answer without end", async () => {
  await withListener(
    async (connection) => {
      const bytes = new TextEncoder().encode("x".repeat(10_000));
      await connection.read(new Uint8Array(10_000));
      await connection.write(
        new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"),
      );
      try {
        for (;;) await connection.write(bytes);
      } catch {
        // The other side has read enough.
      }
    },
    async (origin) => {
      const answer = await post(origin, { maxAnswerBytes: 20_000 });
      assertEquals((answer?.body.length ?? 0) >= 20_000, true);
    },
  );
});

Deno.test("sendBatch() gives the same answer with and without fetch", async () => {
  const busy = () =>
    new Response("x".repeat(3000), {
      status: 503,
      headers: { "retry-after": "120" },
    });
  await withServer(busy, async (server, requests) => {
    const signal = new AbortController().signal;
    const options = { server, version: "1.2.3", signal };
    const environment = () => undefined;
    const plain = await sendBatch(BODY, { ...options, environment });
    assertEquals(plain, await sendBatch(BODY, options));
    assertEquals(plain.retryAfter, "120");
    const [one, other] = requests;
    // Only the plain way asks for the connection's end.
    assertEquals(one?.headers.get("connection"), "close");
    for (const name of ["content-type", "user-agent", "content-length"]) {
      assertEquals(one?.headers.get(name), other?.headers.get(name), name);
    }
    assertEquals(await one?.text(), await other?.text());
  });
});

function same(origin: string): string {
  return origin;
}

function refusing(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}

function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}
