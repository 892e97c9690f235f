/**
 * The query thread: answers questions from the segments' files, so that no question holds up the
 * thread that takes events in.
 */
/// <reference lib="deno.worker" />
import { ColumnEngine, suggest, warmUpAnswers } from "../columns/mod.ts";
import type { SegmentView } from "../journal/segment.ts";
import { countResultBytes, packResult } from "../query/mod.ts";
import type {
  AnswerMessage,
  Answers,
  OverMessage,
  ProgressMessage,
  Question,
  QuestionMessage,
  ReadUuidsMessage,
  ScanThreadMessage,
  SetUpMessage,
  ViewsMessage,
  WarmUpMessage,
} from "./query_protocol.ts";
import { collectGarbageSoon } from "../collect_garbage.ts";
import { failureOf } from "../thread_failure.ts";
import { IdleWork } from "./idle_work.ts";
import { asReadError } from "./read_error.ts";
import { serveUuids } from "./serve_uuids.ts";

/** Storing is done when nothing is asked: a question waits for one piece at most. */
const STORING = { quietMs: 200, pauseMs: 5, patienceMs: 5000 };

/** One time after the other, between which whoever asks is answered. */
const WARMING_UP = { quietMs: 0, pauseMs: 0, patienceMs: 0 };

/** What took so long to answer, or to refuse, may have dropped hundreds of megabytes. */
const LONG_MS = 500;

let engine: ColumnEngine;
let views: readonly SegmentView[] = [];
let warmUp: Generator<void, void, void> | undefined;
const storing = new IdleWork(() => engine.storeSome(), STORING);

self.onmessage = (
  { data }: MessageEvent<
    | SetUpMessage
    | ReadUuidsMessage
    | ViewsMessage
    | WarmUpMessage
    | ScanThreadMessage
    | QuestionMessage
  >,
) => {
  if ("setUp" in data) {
    engine = new ColumnEngine(data.setUp);
    return;
  }
  if ("uuidsOf" in data) {
    serveUuids(data);
    return;
  }
  if ("views" in data) {
    views = data.views;
    return;
  }
  if ("warmUp" in data) {
    const steps = warmUp = warmUpAnswers(data.warmUp);
    new IdleWork(() => !steps.next().done, WARMING_UP).postpone();
    return;
  }
  if ("scanThread" in data) {
    engine.addScanThread(data.scanThread);
    return;
  }
  const began = performance.now();
  // What it is for has begun.
  warmUp?.return();
  const { id, changed } = data;
  if (changed.from < views.length || changed.views.length > 0) {
    views = [...views.slice(0, changed.from), ...changed.views];
  }
  const question = { ...data.question, views };
  let message: AnswerMessage;
  const transfer: ArrayBuffer[] = [];
  try {
    message = { id, answer: answer(question, { id, transfer }) };
  } catch (error) {
    message = { id, failure: failureOf(asReadError(error)) };
  } finally {
    engine.endCount();
  }
  self.postMessage(message, transfer);
  if (performance.now() - began >= LONG_MS) {
    // Who gets a message holds it, and all that is handed over with it, until the next one comes.
    self.postMessage({ isOver: true } satisfies OverMessage);
    collectGarbageSoon();
  }
  storing.postpone();
};

/** @param transfer what of the answer can be handed over instead of copied is added to it */
function answer(
  question: Question,
  { id, transfer }: { readonly id: number; readonly transfer: ArrayBuffer[] },
): Answers[Question["kind"]] {
  switch (question.kind) {
    case "records": {
      const { query, views, maxCharacters } = question;
      return engine.records(query, views, { maxCharacters });
    }
    case "fields":
      return engine.fields(question.query, question.views);
    case "suggestions":
      return suggest(question.views);
    case "count":
    case "countJson": {
      const { kind, query, views } = question;
      const counted = engine.count(query, views, (progress) => {
        self.postMessage({ id, progress } satisfies ProgressMessage);
      });
      const { unreadableLines, damages, lacksSegments } = engine;
      const noticed = { unreadableLines, damages, lacksSegments };
      if (kind === "count") return { result: packResult(counted), ...noticed };
      const result = [...countResultBytes(counted)];
      transfer.push(...result.map(({ buffer }) => buffer));
      return { result, ...noticed };
    }
  }
}
