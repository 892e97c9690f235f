import { assertEquals, assertRejects } from "@std/assert";
import { HttpConnection } from "./http_connection.ts";

function serve(handler: (request: Request) => Response) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    handler,
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("get() gives bodies of any length, one after another", async () => {
  const bodyOf = (length: number) => "é\r\n\r\n".repeat(length);
  await using server = serve((request) =>
    new Response(bodyOf(Number(new URL(request.url).searchParams.get("n"))))
  );
  using connection = await HttpConnection.open(server.url);
  for (const length of [0, 1, 10_922, 100_000, 3]) {
    const { body } = await connection.get(`/?n=${length}`);
    assertEquals(body === bodyOf(length), true, `${length}`);
  }
});

Deno.test("get() gives bodies that come in chunks, one after another", async () => {
  const piece = "é\r\n0\r\n\r\n";
  await using server = serve((request) => {
    const count = Number(new URL(request.url).searchParams.get("n"));
    const pieces = Array.from({ length: count }, (_, n) => piece.repeat(n + 1));
    return new Response(
      ReadableStream.from(pieces).pipeThrough(new TextEncoderStream()),
    );
  });
  using connection = await HttpConnection.open(server.url);
  for (const count of [1, 2, 300, 0, 3]) {
    const { body } = await connection.get(`/?n=${count}`);
    assertEquals(body === piece.repeat(count * (count + 1) / 2), true);
  }
});

Deno.test("get() refuses an answer that is not 200", async () => {
  await using server = serve(() => new Response("", { status: 503 }));
  using connection = await HttpConnection.open(server.url);
  await assertRejects(() => connection.get("/"), Error, "503");
});
