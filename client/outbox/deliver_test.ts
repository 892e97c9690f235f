import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { join } from "@std/path";
import { deliver, type DeliverOptions } from "./deliver.ts";
import { type DeliveryState, readState } from "./delivery_state.ts";
import { answer, numbersIn, TestFolder, uuidOf } from "./fixtures.ts";
import type { EventFile } from "./event_file.ts";
import { Queue, type Sendable } from "./queue.ts";
import type { BatchAnswer } from "./verdict.ts";

const NOW_MS = 1_000_000;

/** A queue of `count` events, and a server that answers each batch with `post`. */
async function delivery(
  { count, post, Queue: AnyQueue = Queue, ...options }:
    & {
      count: number;
      post: (numbers: number[]) => BatchAnswer;
      Queue?: typeof Queue;
    }
    & Partial<Omit<DeliverOptions, "post" | "queue">>,
) {
  using folder = new TestFolder();
  const queue = new AnyQueue({
    folder: folder.path,
    temporaryFolder: join(folder.path, "tmp"),
  });
  for (let number = 1; number <= count; number++) {
    const uuid = uuidOf(number);
    const text = JSON.stringify({ uuid });
    queue.add({ uuid, atMs: number, text });
  }
  const batches: number[][] = [];
  let state: DeliveryState = readState(folder.path, "http://host");
  const result = await deliver({
    queue,
    state,
    post: (lines) => {
      batches.push(numbersIn(lines));
      return Promise.resolve(post(batches.at(-1)!));
    },
    save: (saved) => {
      state = saved;
    },
    isOver: () => false,
    nowMs: () => NOW_MS,
    random: () => 0,
    ...options,
  });
  const left = queue.list();
  const { aside } = queue.survey();
  return { ...result, batches, state, left, asideCount: aside.count };
}

function stored(numbers: number[]): BatchAnswer {
  const items = numbers.map((_, index) => ({ index, status: "stored" }));
  return answer(200, { success: true, items });
}

Deno.test("deliver() sends all as few batches, the oldest first, and forgets them", async () => {
  const limits = { maxEvents: 3, maxBytes: 1e6 };
  const { batches, left, state, ...result } = await delivery({
    count: 7,
    post: stored,
    limits,
  });
  assertEquals(batches, [[1, 2, 3], [4, 5, 6], [7]]);
  assertEquals(result, {
    delivered: 7,
    setAside: 0,
    failure: undefined,
    asideCount: 0,
  });
  assertEquals(left, []);
  assertEquals(state.lastDeliveredMs, NOW_MS);
});

Deno.test("deliver() keeps a batch to its bytes, but sends an event that has more", async () => {
  const length = JSON.stringify({
    uuid: uuidOf(1),
    client: { sent_attempts: 1 },
  }).length;
  for (
    const [maxBytes, batches] of [[length * 2, [[1, 2], [3]]], [1, [[1], [2], [
      3,
    ]]]] as const
  ) {
    const limits = { maxEvents: 100, maxBytes };
    const sent = await delivery({ count: 3, post: stored, limits });
    assertEquals(sent.batches, batches as unknown as number[][]);
  }
});

Deno.test("deliver() keeps everything where the server fails, counts the attempt, and waits", async () => {
  const { left, state, ...result } = await delivery({
    count: 2,
    post: () => answer(503, "full", "60"),
  });
  assertEquals(result, {
    delivered: 0,
    setAside: 0,
    failure: "503 full",
    asideCount: 0,
    batches: [[1, 2]],
  });
  assertEquals(left.map(({ attempts }) => attempts), [1, 1]);
  assertEquals(state.failures, 1);
  assertEquals(state.retryAtMs, NOW_MS + 60_000);
});

Deno.test("deliver() waits longer after each failure, and starts anew after a success", async () => {
  const before = readState("/nonexistent", "http://host");
  const failed = await delivery({
    count: 1,
    post: () => {
      throw new TypeError("refused");
    },
    state: { ...before, failures: 2 },
  });
  assertEquals(failed.failure, "refused");
  assertEquals(failed.state.retryAtMs, NOW_MS + 10_000);
  const { state } = await delivery({
    count: 1,
    post: stored,
    state: failed.state,
  });
  assertEquals([state.failures, state.retryAtMs], [0, 0]);
});

Deno.test("deliver() moves the events aside that the server rejects, and no others", async () => {
  const { asideCount, left, delivered, state } = await delivery({
    count: 3,
    post: () =>
      answer(200, {
        success: false,
        items: [{ status: "stored" }, { status: "rejected", error: "no" }, {
          status: "duplicate",
        }],
      }),
  });
  assertEquals({ asideCount, left, delivered }, {
    asideCount: 1,
    left: [],
    delivered: 2,
  });
  assertEquals(state.lastFailure, "no");
});

Deno.test("deliver() halves a batch that is refused until the event at fault is alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (bad) => {
      const { delivered, asideCount, left, batches } = await delivery({
        count: 30,
        post: (numbers) =>
          numbers.includes(bad) ? answer(400, "bad") : stored(numbers),
      });
      assertEquals({ delivered, asideCount, left }, {
        delivered: 29,
        asideCount: 1,
        left: [],
      });
      assertEquals(batches.length < 16, true, `${batches.length} requests`);
    }),
    { numRuns: 15 },
  );
});

Deno.test("deliver() stops where the server refuses whatever it gets, and keeps the rest", async () => {
  const { asideCount, left, failure, state, batches } = await delivery({
    count: 100,
    post: () => answer(401, "who are you"),
  });
  assertEquals(asideCount, 3);
  assertEquals(left.length, 97);
  assertEquals(failure, "401 who are you");
  assertEquals(state.failures, 1);
  assertEquals(batches.length, 10);
});

Deno.test("deliver() begins no batch when time is over, and keeps the rest as it is", async () => {
  let sent = 0;
  const { batches, left, failure, state } = await delivery({
    count: 4,
    limits: { maxEvents: 2, maxBytes: 1e6 },
    post: (numbers) => {
      sent++;
      return stored(numbers);
    },
    isOver: () => sent === 1,
  });
  assertEquals(batches, [[1, 2]]);
  assertEquals(left.map(({ attempts }) => attempts), [0, 0]);
  assertEquals(failure, "out of time");
  assertEquals(state.failures, 0);
});

Deno.test("deliver() passes over an event that cannot be read, says so, and keeps it for the next time", async () => {
  class Unlucky extends Queue {
    override read(file: EventFile): Sendable | undefined {
      if (file.atMs === 2) throw new Error("Input/output error (os error 5)");
      return super.read(file);
    }
  }
  const { batches, left, state, ...result } = await delivery({
    count: 3,
    post: stored,
    Queue: Unlucky,
  });
  assertEquals(batches, [[1, 3]]);
  assertEquals(left.map(({ atMs }) => atMs), [2]);
  const failure = "An event cannot be read: Input/output error (os error 5)";
  assertEquals(result, { delivered: 2, setAside: 0, failure, asideCount: 0 });
  assertEquals([state.lastFailure, state.failures], [failure, 0]);
});
