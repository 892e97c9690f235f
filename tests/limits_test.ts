/** Limits over real connections: slow ones, many idle ones, and bombs. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { peakResidentBytes, residentBytes } from "./process_memory.ts";
import { exchange, originalRequest } from "./raw_http.ts";
import { KINDS, ServerProcess, TemporaryFolder } from "./server_process.ts";
import { sendHalves } from "./torture/half_sent.ts";
import { type Bounds, standAbout, whyNot } from "./torture/idle.ts";

/** More than that a server's memory grows by itself while it takes some hundred events. */
const SPARE_BYTES = 128 * 1024 * 1024;

/** Nearly as long as a batch may be. */
const BATCH_BYTES = 15_000_000;

const CONNECTIONS = 1000;
const POSTS = 400;
/** As many mebibytes would they take that send most of one. */
const HALVES = 300;
const MANNER: Readonly<Record<Bounds, string>> = {
  none: "without bounds",
  high: "within bounds",
  low: "that are beyond bounds, and are ended,",
};

/** Reads what comes until it has that in it. */
async function readUntil(connection: Deno.Conn, end: string): Promise<string> {
  const bytes = new Uint8Array(1000);
  let text = "";
  while (!text.includes(end)) {
    const count = await connection.read(bytes);
    if (count === null) break;
    text += new TextDecoder().decode(bytes.subarray(0, count));
  }
  return text;
}

for (const kind of KINDS) {
  for (const bounds of ["none", "high", "low"] as const) {
    Deno.test({
      name: `${kind}: ${CONNECTIONS} idle and slow connections ${
        MANNER[bounds]
      } keep nobody from posting, and memory within its bound`,
      ignore: whyNot(CONNECTIONS) !== undefined,
      fn: async () => {
        const figures = await standAbout({
          kind,
          bounds,
          connections: CONNECTIONS,
          posts: POSTS,
        });
        assertEquals(figures.ended, bounds === "low" ? CONNECTIONS : 0);
        assertEquals(figures.posts, POSTS);
      },
    });
  }

  Deno.test({
    name:
      `${kind}: ${HALVES} bodies of which the end is missing keep nobody from posting, and ` +
      "memory within its bound",
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const options = { kind, connections: HALVES, posts: POSTS };
      const { refused } = await sendHalves(options);
      assert(refused > 0);
    },
  });

  Deno.test(`${kind}: a body that comes too slowly is answered with 408, and not stored`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--body-timeout-ms", "200"],
    });
    for (const path of ["/v1/on_import", "/v1/events"]) {
      for (
        const length of ["Content-Length: 9", "Transfer-Encoding: chunked"]
      ) {
        using connection = await Deno.connect({ port: server.port });
        await connection.write(new TextEncoder().encode(
          `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${length}\r\n\r\n`,
        ));
        const answer = await readUntil(connection, "}}");
        assertStringIncludes(answer, " 408 ");
        assertStringIncludes(answer, "within 200 ms");
      }
    }
    const quick = await exchange(server.port, originalRequest("{}"));
    assertStringIncludes(quick, `{"success":true}`);
    assertEquals(folder.journalLines().length, 1);
  });

  Deno.test(`${kind}: an address that asks too often is told when to come again`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--max-bytes-per-day", "20"],
    });
    const post = () =>
      fetch(`${server.origin}/v1/on_import`, {
        method: "POST",
        body: `{"a":1}`,
      });
    const answers = [await post(), await post(), await post()];
    assertEquals(answers.map(({ status }) => status), [200, 200, 429]);
    assert(Number(answers[2]!.headers.get("retry-after")) > 0);
    await Promise.all(answers.map((answer) => answer.body?.cancel()));
    assertEquals(folder.journalLines().length, 2);
  });

  Deno.test(`${kind}: gzip is stored as what it holds, and a bomb is refused without being held`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const post = async (text: string) => {
      const body = await new Response(
        new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")),
      ).bytes();
      const response = await fetch(`${server.origin}/v1/on_import`, {
        method: "POST",
        body,
        headers: { "content-encoding": "gzip" },
      });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await post(`{"a":"gzip"}`), 200);
    const before = Deno.build.os === "linux" ? residentBytes(server.pid) : 0;
    assertEquals(await post(" ".repeat(256 * 1024 * 1024)), 413);
    if (Deno.build.os === "linux") {
      assert(residentBytes(server.pid) - before < SPARE_BYTES);
    }
    assertStringIncludes(folder.journalLines().join(), `{"a":"gzip",`);
  });

  Deno.test(`${kind}: a batch of millions of items is refused without their being held`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const before = Deno.build.os === "linux" ? residentBytes(server.pid) : 0;
    const items = BATCH_BYTES / 3;
    for (
      const body of [
        "{}\n".repeat(items),
        "1 \n".repeat(items),
        `[${"{},".repeat(items - 1)}{}]`,
        `[${"1 ,".repeat(items - 1)}1]`,
      ]
    ) {
      const response = await fetch(`${server.origin}/v1/events`, {
        method: "POST",
        body,
      });
      assertStringIncludes(await response.text(), "at most 50000 events");
      assertEquals(response.status, 413);
    }
    if (Deno.build.os === "linux") {
      assert(peakResidentBytes(server.pid) - before < 2 * SPARE_BYTES);
    }
    assertEquals(folder.journalLines(), []);
  });
}
