/** Each limit of a request by its option, over sockets: below, at and above it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { exchange, originalRequest } from "./raw_http.ts";
import { KINDS, ServerProcess, TemporaryFolder } from "./server_process.ts";

const OPTIONS = {
  "--max-body-bytes": 100,
  "--max-batch-bytes": 250,
  "--max-batch-items": 3,
  "--max-nesting": 5,
  "--max-keys": 4,
  "--max-string-bytes": 20,
  "--max-url-length": 60,
  "--max-header-bytes": 200,
};

const BATCH = "/v1/events";

function eventOf(sizeBytes: number): string {
  return originalRequest(`{"a":1}`.padEnd(sizeBytes));
}

function batchOf(sizeBytes: number): string {
  return originalRequest("{}".padEnd(sizeBytes, "\n"), BATCH);
}

function itemsOf(count: number): string {
  return originalRequest("{}\n".repeat(count), BATCH);
}

function nested(levels: number): string {
  return originalRequest(
    `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`,
  );
}

function keys(count: number): string {
  const members = Array.from({ length: count }, (_, each) => `"k${each}":1`);
  return originalRequest(`{${members.join(",")}}`);
}

function stringOf(sizeBytes: number): string {
  // Bytes, not characters.
  return originalRequest(`{"a":"é${"x".repeat(sizeBytes - 2)}"}`);
}

function target(length: number): string {
  return `GET ${
    "/healthz?".padEnd(length, "x")
  } HTTP/1.0\r\nHost: localhost\r\n\r\n`;
}

function headers(sizeBytes: number): string {
  const filler = "x".repeat(sizeBytes - "hostlocalhostname".length);
  return `GET /healthz HTTP/1.0\r\nHost: localhost\r\nName: ${filler}\r\n\r\n`;
}

const LIMITS: readonly {
  readonly option: keyof typeof OPTIONS;
  readonly request: (size: number) => string;
  readonly refusal: readonly [status: number, message: string];
}[] = [
  {
    option: "--max-body-bytes",
    request: eventOf,
    refusal: [413, "at most 100 bytes"],
  },
  {
    option: "--max-batch-bytes",
    request: batchOf,
    refusal: [413, "at most 250 bytes"],
  },
  {
    option: "--max-batch-items",
    request: itemsOf,
    refusal: [413, "at most 3 events"],
  },
  { option: "--max-nesting", request: nested, refusal: [400, "5 levels"] },
  { option: "--max-keys", request: keys, refusal: [400, "more than 4 keys"] },
  {
    option: "--max-string-bytes",
    request: stringOf,
    refusal: [400, "a string of more than 20 bytes"],
  },
  {
    option: "--max-url-length",
    request: target,
    refusal: [414, "at most 60 characters, got 61"],
  },
  {
    option: "--max-header-bytes",
    request: headers,
    refusal: [431, "at most 200 bytes, got 201"],
  },
];

function statusOf(answer: string): number {
  return Number(answer.split(" ")[1]);
}

for (const kind of KINDS) {
  Deno.test(`${kind}: what is below or at the limit of an option is taken, what is above is refused`, async (t) => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: Object.entries(OPTIONS).map(([name, value]) => `${name}=${value}`),
    });
    for (const { option, request, refusal: [status, message] } of LIMITS) {
      await t.step(option, async () => {
        const limit = OPTIONS[option];
        for (const size of [limit - 1, limit]) {
          const answer = await exchange(server.port, request(size));
          assertEquals(statusOf(answer), 200, answer);
        }
        const before = folder.journalLines().length;
        const answer = await exchange(server.port, request(limit + 1));
        assertEquals(statusOf(answer), status, answer);
        assertStringIncludes(answer, message);
        assertEquals(folder.journalLines().length, before);
      });
    }
  });

  Deno.test(`${kind}: --max-requests-per-second takes so many of an address within a second, and says when to come again`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--max-requests-per-second", "3"],
    });
    /** The statuses of five requests, if all came within one second of the clock. */
    const ask = async () => {
      const secondOf = () => Math.floor(Date.now() / 1000);
      const second = secondOf();
      const answers: string[] = [];
      for (let each = 0; each < 5; each++) {
        answers.push(await exchange(server.port, originalRequest("{}")));
      }
      return second === secondOf() ? answers : undefined;
    };
    /** Until the next second begins, in which nothing has been asked. */
    const untilNextSecond = () =>
      new Promise((resolve) =>
        setTimeout(resolve, 1001 - new Date().getMilliseconds())
      );
    let answers: string[] | undefined;
    for (let attempt = 0; attempt < 20 && !answers; attempt++) {
      await untilNextSecond();
      answers = await ask();
    }
    assertEquals(answers?.map(statusOf), [200, 200, 200, 429, 429]);
    assertStringIncludes(answers!.at(-1)!.toLowerCase(), "retry-after: 1\r\n");
    await untilNextSecond();
    const again = await exchange(server.port, originalRequest("{}"));
    assertEquals(statusOf(again), 200);
  });

  Deno.test(`${kind}: --max-bytes-per-day stores so many of an address, and not one more`, async () => {
    // Each is kept as `{"a":1,`.
    const table: readonly [bytes: number, statuses: number[]][] = [
      [13, [200, 429]],
      [14, [200, 200, 429]],
    ];
    for (const [bytes, statuses] of table) {
      using folder = new TemporaryFolder();
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
        args: [`--max-bytes-per-day=${bytes}`],
      });
      const answers: string[] = [];
      for (const _ of statuses) {
        answers.push(await exchange(server.port, originalRequest(`{"a":1}`)));
      }
      assertEquals(answers.map(statusOf), statuses);
      assertStringIncludes(answers.at(-1)!.toLowerCase(), "retry-after: ");
      assertEquals(folder.journalLines().length, answers.length - 1);
    }
  });

  Deno.test(`${kind}: whom a request is forwarded for counts behind --trust-proxy, and nowhere else`, async () => {
    for (
      const [args, last] of [[[], 429], [["--trust-proxy"], 200]] as const
    ) {
      using folder = new TemporaryFolder();
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
        // Of one event, kept as `{"a":1,`.
        args: ["--max-bytes-per-day=7", ...args],
      });
      const statuses: number[] = [];
      for (const address of ["192.0.2.1", "192.0.2.1", "192.0.2.2"]) {
        const request = originalRequest(`{"a":1}`)
          .replace("\r\n", `\r\nX-Forwarded-For: ${address}\r\n`);
        statuses.push(statusOf(await exchange(server.port, request)));
      }
      assertEquals(statuses, [200, 429, last]);
    }
  });
}
