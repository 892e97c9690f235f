import { assert, assertEquals } from "@std/assert";
import { type ConnectionHandler, Visit } from "./visit.ts";

const TIMES = { headerTimeoutMs: 100, idleTimeoutMs: 1000 };
const PART_BYTES = 64 * 1024;

/** A connection at a clock that the test turns. */
function bench(handler: ConnectionHandler = () => new Response("yes")) {
  const time = { ms: 5000 };
  const visit = new Visit({ times: TIMES, handler, clockMs: () => time.ms });
  const ask = (method = "GET") => {
    const { promise: completed, resolve: complete } = Promise.withResolvers<
      void
    >();
    const remoteAddr = { transport: "tcp", hostname: "192.0.2.1", port: 1 };
    const request = new Request("http://any/", { method });
    const info = { completed, remoteAddr } as Deno.ServeHandlerInfo<
      Deno.NetAddr
    >;
    return {
      answer: Promise.resolve(visit.answer(request, info)),
      complete: async () => {
        complete();
        await completed;
      },
    };
  };
  const isOverdueAfter = (ms: number) => visit.isOverdue(time.ms + ms);
  return { visit, time, ask, isOverdueAfter };
}

Deno.test("a Visit has its time for the first headers, from when it was accepted, and no more", () => {
  const { isOverdueAfter, visit } = bench();
  assertEquals([0, 99, 100, 101].map(isOverdueAfter), [
    false,
    false,
    false,
    true,
  ]);
  assertEquals(visit.hasAsked, false);
});

Deno.test("a Visit has its time between requests, from the end of an answer, and no more", async () => {
  const { isOverdueAfter, visit, time, ask } = bench();
  const { complete } = ask("POST");
  time.ms += 10_000;
  await complete();
  assertEquals([0, 101, 1000, 1001].map(isOverdueAfter), [
    false,
    false,
    false,
    true,
  ]);
  assertEquals(visit.hasAsked, true);
});

Deno.test("a Visit is not overdue while a request is on its way, among however many", async () => {
  const never = new Promise<Response>(() => {});
  const { isOverdueAfter, ask } = bench(() => never);
  const [first, second] = [ask("POST"), ask("POST")];
  assertEquals(isOverdueAfter(1e9), false);
  await first.complete();
  assertEquals(isOverdueAfter(1e9), false);
  await second.complete();
  assertEquals(isOverdueAfter(1001), true);
});

Deno.test("a Visit whose answer broke off is idle from then on", async () => {
  const { time, visit } = bench();
  const broken = Promise.reject(new Error("broken"));
  const remoteAddr = { transport: "tcp", hostname: "192.0.2.1", port: 1 };
  visit.answer(
    new Request("http://any/"),
    { completed: broken, remoteAddr } as Deno.ServeHandlerInfo<Deno.NetAddr>,
  );
  await broken.catch(() => {});
  assertEquals(visit.isOverdue(time.ms + 1001), true);
});

Deno.test("a Visit has its time for each part of an answer to be taken, however long all takes", async () => {
  const text = "x".repeat(3 * PART_BYTES);
  const { isOverdueAfter, time, ask } = bench(() => new Response(text));
  const { answer, complete } = ask();
  const reader = (await answer).body!.getReader();
  let sizeBytes = 0;
  assertEquals(isOverdueAfter(1e9), false, "nothing is offered yet");
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) break;
    assert(value.length <= PART_BYTES);
    sizeBytes += value.length;
    assertEquals([1000, 1001].map(isOverdueAfter), [false, true]);
    time.ms += 900;
  }
  assertEquals(sizeBytes, text.length);
  assertEquals(isOverdueAfter(1e9), false, "its end is not said yet");
  await complete();
  assertEquals(isOverdueAfter(1001), true);
});

Deno.test("a Visit does not count the time in which its answer is being made", async () => {
  const [first, second] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
  ];
  const nextIsMade = Promise.withResolvers<void>();
  const parts = [
    () => first.promise,
    () => {
      nextIsMade.resolve();
      return second.promise;
    },
  ];
  const body = new ReadableStream({
    async pull(controller) {
      await parts.shift()!();
      controller.enqueue(new Uint8Array(1));
    },
  }, { highWaterMark: 0 });
  const { isOverdueAfter, ask } = bench(() => new Response(body));
  const reader = (await ask().answer).body!.getReader();
  const part = reader.read();
  assertEquals(isOverdueAfter(1e9), false);
  first.resolve();
  await part;
  assertEquals(isOverdueAfter(1001), true);
  const next = reader.read();
  await nextIsMade.promise;
  assertEquals(isOverdueAfter(1e9), false);
  await reader.cancel();
  await next;
});

Deno.test("a Visit hands on an answer as it is, but for the parts", async () => {
  const headers = { "content-type": "text/csv", "x-any": "1" };
  const { ask } = bench(() => new Response("a,b\n", { status: 203, headers }));
  const answer = await ask().answer;
  assertEquals(answer.status, 203);
  assertEquals(Object.fromEntries(answer.headers), headers);
  assertEquals(await answer.text(), "a,b\n");
  const empty = bench(() => new Response(null, { status: 304 }));
  const unchanged = await empty.ask().answer;
  assertEquals([unchanged.status, unchanged.body], [304, null]);
});
