/** The other end of the query thread: questions in, promises of answers out. */
import type { EngineOptions, ReportProgress } from "../columns/mod.ts";
import { latestUuids, type ReadUuids } from "../journal/latest_uuids.ts";
import { isSameView, type SegmentView } from "../journal/segment.ts";
import { isCompressed } from "../journal/segment_name.ts";
import { DistantUuids } from "./distant_uuids.ts";
import type {
  AnswerMessage,
  Answers,
  OverMessage,
  ProgressMessage,
  Question,
  QuestionMessage,
  ReadUuidsMessage,
  SetUpMessage,
  ViewsMessage,
  WarmUpMessage,
} from "./query_protocol.ts";
import { errorOf } from "../thread_failure.ts";
import { ScanHelpers, type ScanHelpersOptions } from "./scan_helpers.ts";
import { threadOptions } from "./thread_options.ts";

/** A question that waits for its answer. */
interface Pending extends PromiseWithResolvers<Answers[Question["kind"]]> {
  readonly report: ReportProgress | undefined;
}

/** How the threads are made. */
export interface QueryThreadOptions {
  /** The folder of the segments: nothing outside it is read. */
  readonly directory: string;
  readonly createWorker?: () => Worker;
  readonly helpers?: ScanHelpersOptions;
  /** Where there is less to read, uuids are read sooner than another thread is ready. */
  readonly bytesForUuids?: number;
}

/** A worker, and those that help it. */
interface Started {
  readonly worker: Worker;
  readonly helpers: ScanHelpers;
}

/** A thread that answers questions; a new one takes its place where it breaks. */
export class QueryThread implements Disposable {
  #started: Started | undefined;
  /** Those that are being read. */
  #uuids: DistantUuids | undefined;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  /** The segments as this worker knows them. */
  #sentViews: readonly SegmentView[] = [];

  readonly #engine: EngineOptions;
  readonly #bytesForUuids: number;
  readonly #createWorker: () => Worker;
  readonly #createHelpers: (worker: Worker) => ScanHelpers;

  constructor(engine: EngineOptions, {
    directory,
    createWorker = () => createQueryWorker(directory, engine),
    helpers = {},
    bytesForUuids = 64 * 1024 * 1024,
  }: QueryThreadOptions) {
    this.#engine = engine;
    this.#bytesForUuids = bytesForUuids;
    this.#createWorker = createWorker;
    this.#createHelpers = (worker) =>
      new ScanHelpers({ worker, directory }, helpers);
    this.#started = this.#start();
  }

  /**
   * Reads segments' uuids as `latestUuids` does, where there is much in the other thread, which
   * begins now: there is nothing else for it to do at a start.
   */
  readUuids(segments: readonly SegmentView[]): ReturnType<ReadUuids> {
    const total = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (total < this.#bytesForUuids) return latestUuids(segments);
    const { worker, helpers } = this.#started ??= this.#start();
    const uuids = this.#uuids = new DistantUuids(segments);
    const message: ReadUuidsMessage = uuids.request;
    worker.postMessage(message, [message.port]);
    helpers.prepareAtOnce(segments);
    return this.#uuids;
  }

  /** Has all threads warm up for questions about segments, while there is time. */
  warmUp(segments: readonly SegmentView[]): void {
    const warmUp = segments.findLast(({ path, sizeBytes }) =>
      sizeBytes > 0 && !isCompressed(path)
    );
    if (warmUp === undefined || this.#started === undefined) return;
    const { worker, helpers } = this.#started;
    helpers.prepareAtOnce(segments);
    helpers.warmUp(warmUp);
    worker.postMessage({ views: segments } satisfies ViewsMessage);
    this.#sentViews = segments;
    worker.postMessage({ warmUp } satisfies WarmUpMessage);
  }

  /**
   * @param report told how far the reading for a count has come
   * @throws {ServiceError} 422 where the answer is too large or takes too long
   */
  async ask<const Q extends Question>(
    question: Q,
    report?: ReportProgress,
  ): Promise<Answers[Q["kind"]]> {
    const { worker, helpers } = this.#started ??= this.#start();
    const id = ++this.#lastId;
    const pending: Pending = { ...Promise.withResolvers(), report };
    this.#pending.set(id, pending);
    const { views } = question;
    const from = commonLength(this.#sentViews, views);
    const changed = { from, views: views.slice(from) };
    this.#sentViews = views;
    if (changed.views.length > 0) helpers.prepare(views);
    const message: QuestionMessage = {
      id,
      question: { ...question, views: [] },
      changed,
    };
    worker.postMessage(message);
    return await pending.promise as Answers[Q["kind"]];
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#rejectAll(new Error("The store is closed"));
  }

  #stop(): void {
    this.#started?.worker.terminate();
    this.#started?.helpers[Symbol.dispose]();
  }

  #start(): Started {
    this.#sentViews = [];
    const worker = this.#createWorker();
    const helpers = this.#createHelpers(worker);
    worker.postMessage({ setUp: this.#engine } satisfies SetUpMessage);
    worker.onmessage = (
      { data }: MessageEvent<AnswerMessage | ProgressMessage | OverMessage>,
    ) => {
      if ("isOver" in data) return;
      const pending = this.#pending.get(data.id);
      if ("progress" in data) {
        pending?.report?.(data.progress);
        return;
      }
      this.#pending.delete(data.id);
      if (data.failure) pending?.reject(errorOf(data.failure));
      else pending?.resolve(data.answer!);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop();
      // The next question starts another: one that cannot start must not do so for ever.
      this.#started = undefined;
      this.#uuids?.giveUp();
      this.#rejectAll(new Error(`The query thread broke: ${event.message}`));
    };
    return { worker, helpers };
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** The build puts a file of this name beside the bundle; see scripts/build/programs.ts. */
function createQueryWorker(
  reads: string,
  { stored }: EngineOptions,
): Worker {
  const url = new URL("./query_worker.ts", import.meta.url);
  const writes = stored !== undefined && stored.budgetBytes > 0
    ? stored.cacheDirectory
    : undefined;
  return new Worker(url, threadOptions("query", { reads, writes }));
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
