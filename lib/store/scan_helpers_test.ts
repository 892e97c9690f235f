import { assertEquals } from "@std/assert";
import type { SegmentView } from "../journal/segment.ts";
import { parseCountQuery, unpackResult } from "../query/mod.ts";
import { listed } from "../testing/listed.ts";
import { QueryThread, type QueryThreadOptions } from "./query_thread.ts";

const NOW = new Date("2026-11-23T12:00:00Z");

/** Some 60 MB, of which a few lines are for the exact way. */
function writeSegment(folder: string, first: number): SegmentView {
  const lines: string[] = [];
  for (let n = first; n < first + 150_000; n++) {
    const time = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
    const odd = n % 9973 === 0 ? `"\\u0061":1.0,` : "";
    lines.push(
      `{${odd}"n":${n % 1000},"user":"ü${n % 77}","pad":"${"x".repeat(120)}",` +
        `"server_time":"${time}"}`,
    );
  }
  const path = `${folder}/${first}.jsonl`;
  const text = `${lines.join("\n")}\n`;
  Deno.writeTextFileSync(path, text);
  return { path, sizeBytes: new TextEncoder().encode(text).length };
}

async function answers(
  views: readonly SegmentView[],
  questions: readonly string[],
  options: QueryThreadOptions,
) {
  using thread = new QueryThread({ timeBudgetMs: 300_000 }, options);
  const found = [];
  for (const each of questions) {
    const query = parseCountQuery(new URLSearchParams(each), { now: NOW });
    const { result } = await thread.ask({ kind: "count", query, views });
    found.push({ ...result, elapsed_ms: 0 });
  }
  return found;
}

Deno.test("threads that help change no answer", async () => {
  const folder = await Deno.makeTempDir();
  const views = [writeSegment(folder, 0), writeSegment(folder, 200_000)];
  const questions = [
    "group_by=n",
    "group_by=user,a&interval=month",
    "group_by=user&where=n<10&distinct=n",
    "group_by=a",
    "group_by=pad&limit=70000",
  ];
  const [alone, helped] = [
    await answers(views, questions, {
      directory: folder,
      helpers: { threads: 0 },
    }),
    await answers(views, questions, {
      directory: folder,
      helpers: { threads: 2, bytesForHelp: 1 },
    }),
  ];
  assertEquals(alone[0]!.record_count, 300_000);
  assertEquals(alone[3]!.grouped_key_count, 1);
  assertEquals(helped, alone);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("threads that have warmed up answer as others do, also with a segment that is gone", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/2026-01-01.jsonl`;
  const text = `{"uuid":"a","user":"ann"}\n{"uuid":"b","user":"ann"}\n{"uuid":`;
  await Deno.writeTextFile(path, text);
  const whole = { path, sizeBytes: text.lastIndexOf("\n") + 1 };
  const gone = { path: `${folder}/2026-01-02.jsonl`, sizeBytes: 100 };
  for (const warmUp of [{ path, sizeBytes: text.length }, gone]) {
    using thread = new QueryThread({}, {
      directory: folder,
      helpers: { threads: 2, bytesForHelp: 1 },
    });
    thread.warmUp([warmUp]);
    const query = parseCountQuery(new URLSearchParams("group_by=user"), {
      now: NOW,
    });
    const views = [whole, gone];
    const { result: packed } = await thread.ask({
      kind: "count",
      query,
      views,
    });
    const result = listed(unpackResult(packed));
    assertEquals(result.groups?.map(({ key, count }) => [key, count]), [
      [["ann"], 2],
    ]);
    const { result: pieces } = await thread.ask({
      kind: "countJson",
      query,
      views,
    });
    const answer = await new Response(new Blob([...pieces])).json();
    assertEquals({ ...answer, elapsed_ms: 0 }, {
      ...result,
      counts: { ann: 2 },
      elapsed_ms: 0,
    });
  }
  await Deno.remove(folder, { recursive: true });
});
