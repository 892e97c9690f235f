import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GrowingUuidList, shapeCheck, UUID_ROW_WORDS } from "../event/mod.ts";
import { type Appendable, duplicatesAt, isRun } from "../journal/mod.ts";
import type { Store } from "../store/store.ts";
import { createHandler } from "./app.ts";
import { CallerLimits } from "./caller_limits.ts";
import { PendingBodies } from "./pending_bodies.ts";

const NOON = new Date("2026-11-23T12:00:00.000Z");
/** With the name and one value a caller's headers have 4 + 13 bytes besides. */
const LIMITS = {
  maxBodyBytes: 100,
  maxBatchBytes: 250,
  maxBatchItems: 3,
  maxUrlLength: 40,
  maxHeaderBytes: 200,
  bodyTimeoutMs: 60_000,
  checkShape: shapeCheck({ maxNesting: 5, maxKeys: 4, maxStringBytes: 20 }),
};

interface Sent {
  readonly path?: string;
  readonly body?: BodyInit | null;
  readonly headers?: Record<string, string>;
  readonly peer?: string;
}

/** The places of events with a uuid, among all of them. */
function placesWithUuid(parts: readonly Appendable[]): number[] {
  const uuids = new GrowingUuidList();
  for (const part of parts) {
    if (isRun(part)) uuids.addAll(part.uuids);
    else uuids.add(part.uuid);
  }
  return Array.from({ length: uuids.count }, (_, place) => place)
    .filter((place) => uuids.words[place * UUID_ROW_WORDS] === 1);
}

/** A handler with narrow limits over a store that takes all events with a uuid for known ones. */
function limitedApp(
  { maxRequestsPerSecond, maxBytesPerDay, trustProxy = false }: {
    maxRequestsPerSecond?: number;
    maxBytesPerDay?: number;
    trustProxy?: boolean;
  } = {},
) {
  const state = { now: NOON, isFull: false };
  const clock = () => state.now;
  const store = {
    append: (parts: readonly Appendable[]) =>
      state.isFull
        ? Promise.reject(new Error("full"))
        : Promise.resolve(duplicatesAt(placesWithUuid(parts), parts)),
    stats: () => ({ state: "ok" }),
  } as unknown as Store;
  const handle = createHandler({
    store,
    limits: LIMITS,
    bodies: new PendingBodies({ maxBytes: 1_000_000, clockMs: () => 0 }),
    callers: new CallerLimits({
      maxRequestsPerSecond,
      maxBytesPerDay,
      trustProxy,
      clock,
    }),
    clock,
    version: "1.2.3",
    started: NOON,
    report: () => {},
  });
  const send = async (
    { path = "/v1/on_import", body = null, headers = {}, peer = "10.0.0.1" }:
      Sent,
  ) => {
    const init = { headers, ...body !== null && { method: "POST", body } };
    const response = await handle(new Request(`http://box${path}`, init), {
      remoteAddr: { transport: "tcp", hostname: peer, port: 1 },
    });
    const { status } = response;
    const retryAfter = response.headers.get("retry-after");
    return { status, retryAfter, text: await response.text() };
  };
  return { state, send };
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

function eventOf(sizeBytes: number): string {
  return `{"a":1}`.padEnd(sizeBytes);
}

function nested(levels: number): string {
  return `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
}

function keys(count: number): string {
  const members = Array.from({ length: count }, (_, each) => `"k${each}":1`);
  return `{"a":{${members.join(",")}}}`;
}

const batch = "/v1/events";
/** For each limit what is below, at and above it. */
const TABLE: readonly {
  readonly limit: string;
  readonly sent: readonly [below: Sent, at: Sent, above: Sent];
  readonly refusal: readonly [status: number, message: string];
}[] = [
  {
    limit: "body bytes",
    sent: [99, 100, 101].map((size) => ({ body: eventOf(size) })),
    refusal: [413, "at most 100 bytes"],
  },
  {
    limit: "batch bytes",
    sent: [249, 250, 251].map((size) => ({
      path: batch,
      body: `{}${"\n".repeat(size - 2)}`,
    })),
    refusal: [413, "at most 250 bytes"],
  },
  {
    limit: "batch items",
    sent: [2, 3, 4].map((count) => ({
      path: batch,
      body: "{}\n".repeat(count),
    })),
    refusal: [413, "at most 3 events, got more"],
  },
  {
    limit: "nesting depth",
    sent: [4, 5, 6].map((levels) => ({ body: nested(levels) })),
    refusal: [400, "more than 5 levels"],
  },
  {
    limit: "keys per object",
    sent: [3, 4, 5].map((count) => ({ body: keys(count) })),
    refusal: [400, "more than 4 keys"],
  },
  {
    limit: "string length",
    sent: [19, 20, 21].map((size) => ({ body: `{"a":"${"x".repeat(size)}"}` })),
    refusal: [400, "a string of more than 20 bytes"],
  },
  {
    limit: "URL length",
    sent: [39, 40, 41].map((size) => ({ path: "/healthz?".padEnd(size, "x") })),
    refusal: [414, "at most 40 characters, got 41"],
  },
  {
    limit: "header bytes",
    sent: [199, 200, 201].map((size) => ({
      path: "/healthz",
      headers: { name: "x".repeat(size - 4) },
    })),
    refusal: [431, "at most 200 bytes, got 201"],
  },
  {
    limit: "header bytes of a post",
    sent: [199, 200, 201].map((size) => ({
      body: new TextEncoder().encode("{}"),
      headers: { name: "x".repeat(size - 4) },
    })),
    refusal: [431, "at most 200 bytes, got 201"],
  },
].map(({ sent, refusal, ...rest }) => ({
  ...rest,
  sent: sent as unknown as [Sent, Sent, Sent],
  refusal: refusal as unknown as [number, string],
}));
for (const { limit, sent: [below, at, above], refusal } of TABLE) {
  Deno.test(`${limit}: what is below or at the limit is taken, what is above is refused`, async () => {
    const { send } = limitedApp();
    for (const sent of [below, at]) {
      const { status, text } = await send(sent);
      assertEquals([status, text.includes("error")], [200, false], text);
    }
    const { status, text } = await send(above);
    const [wanted, message] = refusal;
    assertEquals(status, wanted, text);
    assertStringIncludes(text, message);
  });
}

Deno.test("an event in a batch that is made of too much is refused, and the others are stored", async () => {
  const { send } = limitedApp();
  const { text } = await send({
    path: batch,
    body: `{}\n${nested(6)}\n${keys(5)}`,
  });
  const { stored, rejected, items } = JSON.parse(text);
  assertEquals([stored, rejected], [1, 2]);
  assertStringIncludes(items[1].error, "5 levels");
  assertStringIncludes(items[2].error, "4 keys");
});

Deno.test("gzip is taken, of events and of batches, and within the limits of what comes out", async () => {
  const { send } = limitedApp();
  const headers = { "content-encoding": "gzip" };
  for (const path of ["/v1/on_import", batch]) {
    const limit = path === batch ? 250 : 100;
    for (
      const [size, status] of [[limit - 1, 200], [limit, 200], [
        limit + 1,
        413,
      ]] as const
    ) {
      const body = await gzip(
        path === batch ? `{}${"\n".repeat(size - 2)}` : eventOf(size),
      );
      assertEquals((await send({ path, body, headers })).status, status);
    }
    const bomb = await gzip(" ".repeat(20_000));
    assertEquals(bomb.length < 100, true);
    const { status, text } = await send({ path, body: bomb, headers });
    assertEquals(status, 413);
    assertStringIncludes(text, `at most ${limit} bytes`);
  }
});

Deno.test("what is not the encoding that the header says is refused with a reason", async () => {
  const { send } = limitedApp();
  const good = await gzip("{}");
  const table: readonly [
    encoding: string,
    body: BodyInit,
    status: number,
    message: string,
  ][] = [
    ["gzip", good.slice(0, -4), 400, "must be gzip"],
    ["x-gzip", good, 200, "success"],
    ["GZIP", good, 200, "success"],
    ["identity", "{}", 200, "success"],
    [
      "br",
      Uint8Array.of(0x0b, 1),
      415,
      'must be gzip or identity, got \\"br\\"',
    ],
    ["gzip, gzip", good, 415, "must be gzip or identity"],
    ["", good, 400, "An event must be"],
  ];
  for (const [encoding, body, status, message] of table) {
    const got = await send({ body, headers: { "content-encoding": encoding } });
    assertEquals(got.status, status, got.text);
    assertStringIncludes(got.text, message);
  }
});

Deno.test("requests per second: each address has as many as are allowed, then 429 until the next second", async () => {
  const { send, state } = limitedApp({ maxRequestsPerSecond: 2 });
  const ask = (peer: string) => send({ path: "/healthz", peer });
  assertEquals((await ask("10.0.0.1")).status, 200);
  assertEquals((await send({ body: "{}" })).status, 200);
  const refused = await send({ body: "{}" });
  assertEquals([refused.status, refused.retryAfter], [429, "1"]);
  assertStringIncludes(refused.text, "10.0.0.1 has made more than 2 requests");
  assertEquals((await ask("10.0.0.1")).status, 429);
  assertEquals((await ask("10.0.0.2")).status, 200);
  state.now = new Date(NOON.getTime() + 1000);
  assertEquals((await ask("10.0.0.1")).status, 200);
});

Deno.test("who asks too often is told so at once, whatever comes of their body", async () => {
  const handle = createHandler({
    store: {} as Store,
    limits: LIMITS,
    bodies: new PendingBodies({ maxBytes: 1_000_000, clockMs: () => 0 }),
    callers: new CallerLimits({
      maxRequestsPerSecond: 0,
      maxBytesPerDay: undefined,
      trustProxy: false,
      clock: () => NOON,
    }),
    clock: () => NOON,
    version: "1.2.3",
    started: NOON,
    report: () => {},
  });
  const body = new ReadableStream({ cancel: () => new Promise(() => {}) });
  const answer = handle(
    new Request("http://box/v1/on_import", { method: "POST", body }),
  );
  assert(answer instanceof Response, "it waits for something");
  assertEquals(answer.status, 429);
  assertEquals(answer.headers.get("retry-after"), "1");
  assertStringIncludes(await answer.text(), `"code":"too_many"`);
});

Deno.test("bytes per day: what is stored counts, whatever the URL's query, until midnight", async () => {
  const { send, state } = limitedApp({ maxBytesPerDay: 29 });
  // Each is kept as `{"a":1,`.
  const post = (sent: Sent = {}) => send({ body: `{"a":1}`, ...sent });
  for (let each = 0; each < 3; each++) assertEquals((await post()).status, 200);
  assertEquals((await post({ body: `{"uuid":"a"}` })).status, 429);
  // A duplicate, and what the disk refuses, is not stored and takes nothing.
  for (let each = 0; each < 3; each++) {
    assertEquals(
      (await post({ body: `{"uuid":1}`, peer: "10.0.0.2" })).status,
      each < 2 ? 200 : 429,
    );
    assertEquals(
      (await post({ body: `{"uuid":"a"}`, peer: "10.0.0.3" })).status,
      200,
    );
  }
  state.isFull = true;
  assertEquals((await post()).status, 500);
  state.isFull = false;
  assertEquals((await post({ path: "/v1/on_import?x=1" })).status, 200);
  const { status, retryAfter, text } = await post({
    path: "/v1/on_import?x=1",
  });
  assertEquals([status, retryAfter], [429, `${12 * 3600}`]);
  assertStringIncludes(text, "29 bytes today");
  state.now = new Date("2026-11-24T00:00:00.000Z");
  assertEquals((await post()).status, 200);
});

Deno.test("a caller is whom a trusted proxy names, and nobody else's word counts", async () => {
  const table = [[false, 429], [true, 200]] as const;
  for (const [trustProxy, status] of table) {
    const { send } = limitedApp({ maxRequestsPerSecond: 1, trustProxy });
    const ask = (forwarded: string) =>
      send({ path: "/healthz", headers: { "x-forwarded-for": forwarded } });
    assertEquals((await ask("1.1.1.1")).status, 200);
    assertEquals((await ask("1.1.1.2")).status, status);
    // The last one is the proxy's own word; those before it are the client's.
    assertEquals((await ask("9.9.9.9, 1.1.1.1")).status, 429);
  }
});

Deno.test("a body that is not there in time is refused with 408", async () => {
  let timeIsUp = () => {};
  const body = new ReadableStream({
    pull: () => new Promise<void>((resolve) => timeIsUp = resolve),
  });
  const handle = createHandler({
    store: {} as Store,
    limits: { ...LIMITS, bodyTimeoutMs: 1 },
    bodies: new PendingBodies({ maxBytes: 1_000_000, clockMs: () => 0 }),
    clock: () => NOON,
    version: "1.2.3",
    started: NOON,
    report: () => {},
  });
  const response = await handle(
    new Request("http://box/v1/on_import", { method: "POST", body }),
  );
  assertEquals(response.status, 408);
  assertStringIncludes(await response.text(), "within 1 ms");
  timeIsUp();
});
