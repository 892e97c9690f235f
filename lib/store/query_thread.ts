/** The other end of the query thread: questions in, promises of answers out. */
import type { EngineOptions } from "../columns/mod.ts";
import { ServiceError } from "../error.ts";
import { isSameView, type SegmentView } from "../journal/segment.ts";
import type {
  AnswerMessage,
  Answers,
  Failure,
  Question,
  QuestionMessage,
  SetUpMessage,
} from "./query_protocol.ts";

type Pending = PromiseWithResolvers<Answers[Question["kind"]]>;

/** A thread that answers questions; a new one takes its place where it breaks. */
export class QueryThread implements Disposable {
  #worker: Worker | undefined;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  /** The segments as this worker knows them. */
  #sentViews: readonly SegmentView[] = [];

  readonly #engine: EngineOptions;
  readonly #createWorker: () => Worker;

  constructor(engine: EngineOptions = {}, createWorker = createQueryWorker) {
    this.#engine = engine;
    this.#createWorker = createWorker;
    this.#worker = this.#start();
  }

  /** @throws {ServiceError} 422 where the answer is too large or takes too long */
  async ask<const Q extends Question>(
    question: Q,
  ): Promise<Answers[Q["kind"]]> {
    const worker = this.#worker ??= this.#start();
    const id = ++this.#lastId;
    const pending: Pending = Promise.withResolvers();
    this.#pending.set(id, pending);
    const { views } = question;
    const from = commonLength(this.#sentViews, views);
    const changed = { from, views: views.slice(from) };
    this.#sentViews = views;
    const message: QuestionMessage = {
      id,
      question: { ...question, views: [] },
      changed,
    };
    worker.postMessage(message);
    return await pending.promise as Answers[Q["kind"]];
  }

  [Symbol.dispose](): void {
    this.#worker?.terminate();
    this.#rejectAll(new Error("The store is closed"));
  }

  #start(): Worker {
    this.#sentViews = [];
    const worker = this.#createWorker();
    worker.postMessage({ setUp: this.#engine } satisfies SetUpMessage);
    worker.onmessage = ({ data }: MessageEvent<AnswerMessage>) => {
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (data.failure) pending?.reject(errorOf(data.failure));
      else pending?.resolve(data.answer!);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      this.#rejectAll(new Error(`The query thread broke: ${event.message}`));
      // The next question starts another: one that cannot start must not do so for ever.
      this.#worker = undefined;
    };
    return worker;
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** The build puts a file of this name beside the bundle; see scripts/build/programs.ts. */
function createQueryWorker(): Worker {
  const url = new URL("./query_worker.ts", import.meta.url);
  return new Worker(url, { type: "module", name: "query" });
}

/** How many segments at the beginning are the same. */
function commonLength(
  a: readonly SegmentView[],
  b: readonly SegmentView[],
): number {
  if (a === b) return a.length;
  let at = 0;
  while (
    at < a.length && at < b.length && isSameView(a[at]!, b[at]!)
  ) at++;
  return at;
}

function errorOf({ message, service }: Failure): Error {
  return service ? new ServiceError(service, message) : new Error(message);
}
