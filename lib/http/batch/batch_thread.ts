/** The other end of the thread that checks batches. */
import type { EventRun } from "../../event/mod.ts";
import { SpareBuffers } from "../../spare_buffers.ts";
import { threadOptions } from "../../store/thread_options.ts";
import { errorOf } from "../../thread_failure.ts";
import type { CheckedBatch } from "./check.ts";
import {
  type BatchMessage,
  type CheckedMessage,
  MAX_SPARE_BYTES,
  type ReadyMessage,
  type SetUpMessage,
  type ThreadLimits,
} from "./protocol.ts";

/**
 * Checks batches in a thread, which is started by the first. Until it is ready, who asks does so
 * himself; a new one takes its place where it breaks.
 */
export class BatchThread implements Disposable {
  readonly #limits: ThreadLimits;
  readonly #createWorker: () => Worker;
  #worker: Worker | undefined;
  #isReady = false;
  readonly #pending = new Map<number, PromiseWithResolvers<CheckedBatch>>();
  #lastId = 0;
  readonly #bodies = new SpareBuffers(MAX_SPARE_BYTES);
  readonly #lines = new SpareBuffers(MAX_SPARE_BYTES);

  constructor(limits: ThreadLimits, createWorker = createBatchWorker) {
    this.#limits = limits;
    this.#createWorker = createWorker;
  }

  /**
   * As `checkBatch`; `undefined` where the thread is not ready.
   *
   * @param body is the thread's from then on: nothing is left of it here
   */
  check(body: Uint8Array<ArrayBuffer>): Promise<CheckedBatch> | undefined {
    const worker = this.#worker ??= this.#start();
    if (!this.#isReady) return undefined;
    const id = ++this.#lastId;
    const pending = Promise.withResolvers<CheckedBatch>();
    this.#pending.set(id, pending);
    const spare = this.#lines.handOver();
    worker.postMessage(
      { id, body, spare } satisfies BatchMessage,
      [body.buffer, ...spare],
    );
    return pending.promise;
  }

  /** Room for a body that is going to be checked, in which anything may stand. */
  room(length: number): Uint8Array<ArrayBuffer> {
    return this.#bodies.take(length);
  }

  /** Takes the lines of a run that has been stored, or refused, to use their memory again. */
  giveBack({ lines }: EventRun): void {
    this.#lines.giveBack(lines.buffer);
  }

  [Symbol.dispose](): void {
    this.#end(new Error("The server is stopping"));
  }

  #start(): Worker {
    const worker = this.#createWorker();
    const { maxBodyBytes, maxBatchItems, maxNesting, maxKeys, maxStringBytes } =
      this.#limits;
    const limits = {
      maxBodyBytes,
      maxBatchItems,
      maxNesting,
      maxKeys,
      maxStringBytes,
    };
    worker.postMessage({ limits } satisfies SetUpMessage);
    worker.onmessage = (
      { data }: MessageEvent<ReadyMessage | CheckedMessage>,
    ) => {
      if ("isReady" in data) {
        this.#isReady = true;
        return;
      }
      const { id, checked, failure, spare } = data;
      this.#bodies.giveBack(spare);
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (failure) pending?.reject(errorOf(failure));
      else pending?.resolve(checked!);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(`The thread of batches broke: ${event.message}`));
    };
    return worker;
  }

  /** What is on its way fails; the next batch starts another thread. */
  #end(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** The build puts a file of this name beside the bundle; see scripts/build/programs.ts. */
function createBatchWorker(): Worker {
  const url = new URL("./batch_worker.ts", import.meta.url);
  return new Worker(url, threadOptions("batch"));
}
