/**
 * The query thread: answers questions from the segments' files, so that no question holds up the
 * thread that takes events in.
 */
/// <reference lib="deno.worker" />
import { ColumnEngine } from "../columns/mod.ts";
import { messageOf, ServiceError } from "../error.ts";
import type { SegmentView } from "../journal/segment.ts";
import type {
  AnswerMessage,
  Answers,
  Failure,
  Question,
  QuestionMessage,
  ScanThreadMessage,
  SetUpMessage,
} from "./query_protocol.ts";
import { IdleWork } from "./idle_work.ts";
import { findRecords } from "./records.ts";

/** Storing is done when nothing is asked: a question waits for one piece at most. */
const STORING = { quietMs: 200, pauseMs: 5, patienceMs: 5000 };

let engine: ColumnEngine;
let views: readonly SegmentView[] = [];
const storing = new IdleWork(() => engine.storeSome(), STORING);

self.onmessage = async (
  { data }: MessageEvent<SetUpMessage | ScanThreadMessage | QuestionMessage>,
) => {
  if ("setUp" in data) {
    engine = new ColumnEngine(data.setUp);
    return;
  }
  if ("scanThread" in data) {
    engine.addScanThread(data.scanThread);
    return;
  }
  const { id, changed } = data;
  if (changed.from < views.length || changed.views.length > 0) {
    views = [...views.slice(0, changed.from), ...changed.views];
  }
  const question = { ...data.question, views };
  let message: AnswerMessage;
  try {
    message = { id, answer: await answer(question) };
  } catch (error) {
    message = { id, failure: failureOf(error) };
  }
  self.postMessage(message);
  storing.postpone();
};

function answer(
  question: Question,
): Answers[Question["kind"]] | Promise<Answers["records"]> {
  switch (question.kind) {
    case "records":
      return findRecords(question);
    case "fields":
      return engine.fields(question.query, question.views);
    case "count": {
      const result = engine.count(question.query, question.views);
      return { result, unreadableLines: engine.unreadableLines };
    }
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ServiceError) {
    const { status, code, message } = error;
    return { message, service: { status, code } };
  }
  if (isSystemError(error)) {
    return {
      message: `The journal cannot be read at the moment (${error.code})`,
      service: { status: 503, code: "journal_unreadable" },
      retryAfterSeconds: 5,
    };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { message: stack ?? messageOf(error) };
}

/** Whether the system refused something, as where too many files are open. */
function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error &&
    typeof error.code === "string" && /^E[A-Z\d]+$/.test(error.code);
}
