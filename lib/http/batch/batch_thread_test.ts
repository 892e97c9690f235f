import { assert, assertEquals, assertRejects } from "@std/assert";
import { ServiceError } from "../../error.ts";
import { shapeCheck } from "../../event/mod.ts";
import { eventually } from "../../testing/eventually.ts";
import { takeTurns } from "../../turns.ts";
import { BatchThread } from "./batch_thread.ts";
import { checkBatch } from "./check.ts";

const LIMITS = {
  maxBodyBytes: 100,
  maxBatchItems: 6,
  maxNesting: 3,
  maxKeys: 4,
  maxStringBytes: 20,
};

const encoder = new TextEncoder();

/** Asks until the thread is ready. @returns what it was asked first, as a list: not awaited */
async function untilReady(thread: BatchThread): Promise<Promise<unknown>[]> {
  return await eventually(
    () => [thread.check(encoder.encode("{}")) ?? []].flat(),
    ({ length }) => length > 0,
    { pauseMs: 1 },
  );
}

async function ready(thread: BatchThread): Promise<void> {
  await Promise.all(await untilReady(thread));
}

/** Good, bad, unusual and beyond a limit. */
const BODIES: readonly string[] = [
  `{"uuid":"0dedaf4b-4581-480a-ad36-79d3b4c0fe8f","a":1}\n{"b":2}`,
  `{"uuid":"x"}\r\n\r\n{}\nx\n{"server_time":1,"c":[1,{}]}`,
  `[{"a":1},2,{"uuid":"y","b":"\u00e9"}]`,
  `{"a":[[[[1]]]]}\n{"a":"${"x".repeat(21)}"}\n{"a":1,"b":2,"c":3,"d":4,"e":5}`,
  `{"a":"${"x".repeat(100)}"}\n{"a":1}`,
];

Deno.test("the thread says of every batch what this one would", async () => {
  using thread = new BatchThread(LIMITS);
  await ready(thread);
  const here = { ...LIMITS, checkShape: shapeCheck(LIMITS) };
  for (const text of BODIES) {
    const checked = await thread.check(encoder.encode(text))!;
    const expected = await checkBatch(encoder.encode(text), here, takeTurns());
    const { run: { lines, ends, uuids }, problems } = checked;
    assertEquals(problems, expected.problems);
    assertEquals(lines, expected.run.lines);
    assertEquals(ends, expected.run.ends);
    assertEquals(uuids.count, expected.run.uuids.count);
    assertEquals(uuids.words, expected.run.uuids.words);
  }
});

Deno.test("the thread refuses a batch with the error that says why", async () => {
  using thread = new BatchThread(LIMITS);
  await ready(thread);
  for (
    const [text, status] of [["", 400], ["[1", 400], ["1\n".repeat(7), 413]]
  ) {
    const error = await assertRejects(
      () => thread.check(encoder.encode(String(text)))!,
      ServiceError,
    );
    assertEquals(error.status, status);
  }
});

Deno.test("a batch that is handed over is not kept here as well", async () => {
  using thread = new BatchThread(LIMITS);
  await ready(thread);
  const body = encoder.encode(`{"a":1}`);
  await thread.check(body);
  assertEquals(body.length, 0);
});

/** Is ready at once, and breaks by what it is sent. */
const BREAKING = `self.onmessage = ({ data }) => {
  if ("limits" in data) self.postMessage({ isReady: true });
  else setTimeout(() => { throw new Error("broken"); });
};`;

function createBreaking(): Worker {
  const url = `data:text/javascript,${encodeURIComponent(BREAKING)}`;
  return new Worker(url, { type: "module" });
}

Deno.test("a thread that breaks fails its batches, and another one takes its place", async () => {
  let created = 0;
  using thread = new BatchThread(LIMITS, () => {
    created++;
    return createBreaking();
  });
  for (const expected of [1, 2]) {
    const [asked] = await untilReady(thread);
    await assertRejects(() => asked!, Error, "The thread of batches broke");
    assertEquals(created, expected);
  }
  assert(thread.check(encoder.encode("{}")) === undefined);
});

Deno.test("a thread that is disposed of fails its batches", async () => {
  const thread = new BatchThread(LIMITS);
  await ready(thread);
  const asked = thread.check(encoder.encode("{}"))!;
  thread[Symbol.dispose]();
  await assertRejects(() => asked, Error, "The server is stopping");
});
