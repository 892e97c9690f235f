import { assertEquals, assertRejects } from "@std/assert";
import type { SegmentView } from "../journal/segment.ts";
import { parseCountQuery } from "../query/mod.ts";
import type { Question } from "./query_protocol.ts";
import { QueryThread } from "./query_thread.ts";

/** A worker that answers with what it was sent, and breaks where it is asked to. */
const ECHO = `self.onmessage = ({ data }) => {
  if ("setUp" in data) return;
  if (data.question.query.top === 1) throw new Error("broken");
  self.postMessage({ id: data.id, answer: data });
  self.postMessage({ isOver: true });
};`;

function createEcho(): Worker {
  const url = `data:text/javascript,${encodeURIComponent(ECHO)}`;
  return new Worker(url, { type: "module" });
}

const OPTIONS = { directory: ".", createWorker: createEcho };

function question(views: readonly SegmentView[], params = ""): Question {
  const query = parseCountQuery(new URLSearchParams(params), {
    now: new Date(0),
  });
  return { kind: "count", query, views };
}

Deno.test("a thread that breaks rejects what it was asked, and another one answers after it", async () => {
  using thread = new QueryThread({}, OPTIONS);
  const asked = [thread.ask(question([])), thread.ask(question([], "top=1"))];
  const [, broken] = await Promise.allSettled(asked);
  assertEquals(broken!.status, "rejected");
  await thread.ask(question([]));
});

Deno.test("a thread is sent only the segments that have changed, and all of them where it is new", async () => {
  using thread = new QueryThread({}, OPTIONS);
  const views = ["a", "b", "c"].map((path) => ({ path, sizeBytes: 1 }));
  const sent = async (views: readonly SegmentView[]) => {
    const { changed } = await thread.ask(question(views)) as unknown as {
      changed: { from: number; views: SegmentView[] };
    };
    return [changed.from, changed.views.length];
  };
  assertEquals(await sent(views), [0, 3]);
  assertEquals(await sent(views), [3, 0]);
  assertEquals(await sent(views.with(2, { path: "c", sizeBytes: 2 })), [2, 1]);
  assertEquals(await sent(views.slice(1)), [0, 2]);
  await assertRejects(() => thread.ask(question([], "top=1")));
  assertEquals(await sent(views.slice(1)), [0, 2]);
});

Deno.test("a thread that is disposed of rejects what it was asked", async () => {
  const thread = new QueryThread({}, OPTIONS);
  const asked = thread.ask(question([]));
  thread[Symbol.dispose]();
  await assertRejects(() => asked, Error, "The store is closed");
});
