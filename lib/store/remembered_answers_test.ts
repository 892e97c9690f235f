import { assertEquals, assertRejects } from "@std/assert";
import type { SegmentView } from "../journal/segment.ts";
import {
  RememberedAnswers,
  type RememberedOptions,
} from "./remembered_answers.ts";

/** Lets what waits for settled promises run. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function viewsOf(sizeBytes: number): readonly SegmentView[] {
  return [
    { path: "2026-11-22.jsonl", sizeBytes: 7 },
    { path: "2026-11-23.jsonl", sizeBytes },
  ];
}

/** Answers with texts, and keeps what was really asked. */
class Asked {
  readonly questions: string[] = [];
  readonly #remembered: RememberedAnswers<string>;

  constructor(options?: RememberedOptions) {
    this.#remembered = new RememberedAnswers((text) => text.length, options);
  }

  ask(question: string, views: readonly SegmentView[]): Promise<string> {
    return this.#remembered.find(question, views, () => {
      this.questions.push(question);
      return Promise.resolve(`${question} ${views[1]!.sizeBytes}`);
    });
  }
}

Deno.test("the same question is asked once, also while its answer is on its way", async () => {
  const asked = new Asked();
  const views = viewsOf(10);
  const answers = await Promise.all([
    asked.ask("a", views),
    asked.ask("a", views),
  ]);
  // Another list of the same segments, as after they were listed again.
  answers.push(await asked.ask("a", viewsOf(10)));
  assertEquals(answers, ["a 10", "a 10", "a 10"]);
  assertEquals(asked.questions, ["a"]);
});

Deno.test("where a segment has changed since, it is asked anew", async () => {
  const asked = new Asked();
  const first = asked.ask("a", viewsOf(10));
  const second = asked.ask("a", viewsOf(20));
  assertEquals([await first, await second], ["a 10", "a 20"]);
  assertEquals(await asked.ask("a", viewsOf(20)), "a 20");
  assertEquals(await asked.ask("a", viewsOf(10)), "a 10");
  assertEquals(asked.questions, ["a", "a", "a"]);
});

Deno.test("as many answers are remembered as may be: those that were used last", async () => {
  const asked = new Asked({ maxAnswers: 2 });
  const views = viewsOf(10);
  for (const question of ["a", "b", "a", "c", "a", "b"]) {
    await asked.ask(question, views);
  }
  assertEquals(asked.questions, ["a", "b", "c", "b"]);
});

Deno.test("an answer is remembered up to its bound of bytes", async () => {
  const views = viewsOf(10);
  // The answers are of four bytes.
  for (const [maxAnswerBytes, times] of [[5, 1], [4, 1], [3, 2]] as const) {
    const asked = new Asked({ maxAnswerBytes });
    await asked.ask("a", views);
    await turn();
    await asked.ask("a", views);
    assertEquals(asked.questions.length, times, `${maxAnswerBytes} bytes`);
  }
});

Deno.test("a question that failed is asked again", async () => {
  const remembered = new RememberedAnswers<string>((text) => text.length);
  const views = viewsOf(10);
  const fail = () => Promise.reject(new Error("no"));
  await assertRejects(() => remembered.find("a", views, fail), Error, "no");
  await turn();
  const answer = () => Promise.resolve("yes");
  assertEquals(await remembered.find("a", views, answer), "yes");
});
