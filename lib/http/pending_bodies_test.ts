import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ServiceError } from "../error.ts";
import { type Appendable, isRun, NO_DUPLICATES } from "../journal/mod.ts";
import type { Store } from "../store/store.ts";
import { createHandler } from "./app.ts";
import {
  MAX_SHORT_BYTES,
  MAX_STALL_MS,
  PendingBodies,
} from "./pending_bodies.ts";

const NOON = new Date("2026-11-23T12:00:00.000Z");
const MAX_BYTES = 16 * MAX_SHORT_BYTES;
const LONG_BYTES = MAX_BYTES / 4;

/** Bodies of a handler whose store keeps what it is given. */
function takingIn() {
  const state = { nowMs: 0, stored: 0 };
  const bodies = new PendingBodies({
    maxBytes: MAX_BYTES,
    clockMs: () => state.nowMs,
  });
  const store = {
    append(parts: readonly Appendable[]) {
      for (const part of parts) {
        state.stored += isRun(part) ? part.uuids.count : 1;
      }
      return Promise.resolve(NO_DUPLICATES);
    },
  } as unknown as Store;
  const handle = createHandler({
    store,
    limits: {
      maxBodyBytes: LONG_BYTES,
      maxBatchBytes: LONG_BYTES,
      maxBatchItems: 10,
    },
    bodies,
    clock: () => NOON,
    version: "1.2.3",
    started: NOON,
    report: () => {},
  });
  const send = async (
    body: BodyInit,
    { path = "/v1/on_import", headers = {} }: {
      path?: string;
      headers?: Record<string, string>;
    } = {},
  ) => {
    const response = await handle(
      new Request(`http://box${path}`, { method: "POST", body, headers }),
    );
    const { status } = response;
    const retryAfter = response.headers.get("retry-after");
    return { status, retryAfter, text: await response.text() };
  };
  return { state, bodies, send };
}

/**
 * A body that comes over HTTP, unless it is one piece, is a stream of bytes: of this one some comes,
 * and the rest when it is told to.
 */
function halfSent(sizeBytes: number) {
  const text = new TextEncoder().encode(`{"a":1}`.padEnd(sizeBytes));
  let goOn = () => {};
  const { promise: isTaken, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream({
    type: "bytes",
    start(controller) {
      controller.enqueue(text.slice(0, sizeBytes - 1));
      goOn = () => {
        controller.enqueue(text.slice(sizeBytes - 1));
        controller.close();
      };
    },
    // Only where more is waited for than there is.
    pull: () => resolve(),
  });
  return { body, isTaken, goOn: () => goOn() };
}

function announced(sizeBytes: number): { headers: Record<string, string> } {
  return { headers: { "content-length": `${sizeBytes}` } };
}

/** Waits until all that has come of bodies is counted, and the rest is waited for. */
async function counted(
  bodies: readonly { readonly isTaken: Promise<void> }[],
): Promise<void> {
  await Promise.all(bodies.map(({ isTaken }) => isTaken));
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

Deno.test("long bodies have three quarters of the room, short ones all of it", () => {
  const bodies = new PendingBodies({ maxBytes: MAX_BYTES, clockMs: () => 0 });
  using long = bodies.enter();
  long.take(MAX_BYTES * 3 / 4);
  using another = bodies.enter();
  for (const sizeBytes of [MAX_SHORT_BYTES + 1, MAX_BYTES]) {
    const { status } = assertThrows(
      () => another.take(sizeBytes),
      ServiceError,
    );
    assertEquals(status, 503);
  }
  for (let left = 4; left > 0; left--) {
    assertEquals(bodies.enterShort(MAX_SHORT_BYTES), true);
  }
  assertEquals(bodies.sizeBytes, MAX_BYTES);
  assertEquals(bodies.enterShort(1), false);
  bodies.leave(1);
  assertEquals(bodies.enterShort(2), false);
  assertEquals(bodies.enterShort(1), true);
});

Deno.test("a body is short up to 64 KiB, and only where it says how long it is", () => {
  const bodies = new PendingBodies({ maxBytes: MAX_BYTES, clockMs: () => 0 });
  const entered = [MAX_SHORT_BYTES, MAX_SHORT_BYTES + 1, NaN]
    .map((sizeBytes) => bodies.enterShort(sizeBytes));
  assertEquals(entered, [true, false, false]);
});

Deno.test("no more is ever counted than there is room, and nothing when all have left", () => {
  const size = fc.integer({ min: 0, max: MAX_BYTES });
  const step = fc.record({
    body: fc.nat(4),
    sizeBytes: size,
    leaves: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const bodies = new PendingBodies({ maxBytes: MAX_BYTES, clockMs: () => 0 });
    const open = new Map<number, ReturnType<PendingBodies["enter"]>>();
    for (const { body, sizeBytes, leaves } of steps) {
      const pending = open.get(body) ?? bodies.enter();
      open.set(body, pending);
      if (leaves) pending[Symbol.dispose]();
      else {
        try {
          pending.take(sizeBytes);
        } catch (error) {
          assertEquals((error as ServiceError).status, 503);
        }
      }
      assertEquals(bodies.sizeBytes <= MAX_BYTES, true);
    }
    for (const pending of open.values()) pending[Symbol.dispose]();
    assertEquals(bodies.sizeBytes, 0);
  }));
});

for (const path of ["/v1/on_import", "/v1/events"]) {
  for (const says of ["its length", "no length"]) {
    Deno.test(`${path}: a long body of ${says} for which there is no room is refused with 503, short ones are stored`, async () => {
      const { bodies, send, state } = takingIn();
      const init = says === "its length" ? announced(LONG_BYTES) : {};
      const slow = [1, 2, 3].map(() => halfSent(LONG_BYTES));
      const answers = slow.map(({ body }) => send(body, { path, ...init }));
      await counted(slow);
      const { status, retryAfter, text } = await send(
        halfSent(LONG_BYTES).body,
        { path, ...init },
      );
      assertEquals([status, retryAfter], [503, "5"], text);
      const { error } = JSON.parse(text);
      assertEquals([error.status, error.code], [503, "too_many_bytes"]);
      assertStringIncludes(error.message, `at most ${MAX_BYTES} bytes`);
      assertEquals(state.stored, 0);
      for (const [short, headers] of [["{}", {}], ["{}", announced(2)]]) {
        assertEquals(
          (await send(short as string, { path, ...headers as object })).status,
          200,
        );
      }
      for (const { goOn } of slow) goOn();
      for (const answer of await Promise.all(answers)) {
        assertEquals(answer.status, 200, answer.text);
      }
      assertEquals([state.stored, bodies.sizeBytes], [5, 0]);
    });
  }
}

Deno.test("a body of which nothing came for long gives way when others need its room, no sooner", async () => {
  const { bodies, send, state } = takingIn();
  const slow = [1, 2, 3].map(() => halfSent(LONG_BYTES));
  const answers = slow.map(({ body }) => send(body, announced(LONG_BYTES)));
  await counted(slow);
  const whole = `{"a":1}`.padEnd(LONG_BYTES);
  state.nowMs = MAX_STALL_MS - 1;
  assertEquals((await send(whole, announced(LONG_BYTES))).status, 503);
  state.nowMs = MAX_STALL_MS;
  assertEquals((await send(whole, announced(LONG_BYTES))).status, 200);
  const { status, text } = await answers[0]!;
  assertEquals(status, 408);
  assertStringIncludes(text, `Nothing of the body came for ${MAX_STALL_MS} ms`);
  // There was room without the others.
  for (const { goOn } of slow.slice(1)) goOn();
  assertEquals((await answers[1]!).status, 200);
  assertEquals((await answers[2]!).status, 200);
  assertEquals([state.stored, bodies.sizeBytes], [3, 0]);
});

Deno.test("what comes out of gzip is counted until it is stored", async () => {
  const { bodies, send, state } = takingIn();
  const body = await gzip(`{"a":1}`.padEnd(LONG_BYTES));
  const slow = [1, 2, 3].map(() => halfSent(LONG_BYTES));
  const answers = slow.map(({ body }) => send(body, announced(LONG_BYTES)));
  await counted(slow);
  for (const path of ["/v1/on_import", "/v1/events"]) {
    const { headers } = announced(body.length);
    const init = { path, headers: { ...headers, "content-encoding": "gzip" } };
    assertEquals((await send(body, init)).status, 503);
  }
  assertEquals(bodies.sizeBytes, 3 * LONG_BYTES);
  for (const { goOn } of slow) goOn();
  await Promise.all(answers);
  const { headers } = announced(body.length);
  const init = { headers: { ...headers, "content-encoding": "gzip" } };
  assertEquals((await send(body, init)).status, 200);
  assertEquals([state.stored, bodies.sizeBytes], [4, 0]);
});

Deno.test("a body that breaks, is too long or is no event is counted no longer", async () => {
  const { bodies, send } = takingIn();
  const broken = () =>
    new ReadableStream({
      type: "bytes",
      pull: (controller) => controller.error(new Error()),
    });
  for (const path of ["/v1/on_import", "/v1/events"]) {
    for (const sizeBytes of [10, LONG_BYTES]) {
      const init = { path, ...announced(sizeBytes) };
      assertEquals((await send(broken(), init)).status, 400);
      assertEquals(
        (await send("x".repeat(sizeBytes), init)).status,
        path === "/v1/events" ? 200 : 400,
      );
    }
    assertEquals((await send(broken(), { path })).status, 400);
    const long = { path, ...announced(LONG_BYTES + 1) };
    assertEquals((await send("x", long)).status, 413);
  }
  assertEquals(bodies.sizeBytes, 0);
});
