/** Threads that help a query thread to read, where there is much. */
import type { SegmentView } from "../journal/segment.ts";
import type {
  HelpMessage,
  ScanThreadMessage,
  WarmUpMessage,
} from "./query_protocol.ts";
import { threadOptions } from "./thread_options.ts";

/** Where there is so much to read, other threads help: they take some 30 MB each. */
const BYTES_FOR_HELP = 128 * 1024 * 1024;

/** More would wait for the one that puts together what all have read. */
const MAX_THREADS = 3;

/** When they are started, and how many. */
export interface ScanHelpersOptions {
  readonly bytesForHelp?: number;
  readonly threads?: number;
}

/** Whom they help. */
export interface Helped {
  readonly worker: Worker;
  /** The folder of its segments. */
  readonly directory: string;
}

/** The helpers of one query thread, started when they are first worth it. */
export class ScanHelpers implements Disposable {
  readonly #helped: Helped;
  readonly #bytesForHelp: number;
  readonly #threads: number;
  readonly #workers: Worker[] = [];
  #areStarted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(helped: Helped, {
    bytesForHelp = BYTES_FOR_HELP,
    threads = Math.min(navigator.hardwareConcurrency - 1, MAX_THREADS),
  }: ScanHelpersOptions = {}) {
    this.#helped = helped;
    this.#bytesForHelp = bytesForHelp;
    this.#threads = threads;
  }

  /** Tells what there may be to read, where nobody waits for anything yet. */
  prepareAtOnce(segments: readonly SegmentView[]): void {
    for (const port of this.#portsFor(segments)) this.#startOne(port);
  }

  /** Tells what there may be to read. */
  prepare(segments: readonly SegmentView[]): void {
    this.#startNext(this.#portsFor(segments));
  }

  /** Tells the threads that there are to warm up. */
  warmUp(segment: SegmentView): void {
    const message: WarmUpMessage = { warmUp: segment };
    for (const worker of this.#workers) worker.postMessage(message);
  }

  /** Of threads to be started; none where they have been, or are not worth it. */
  #portsFor(segments: readonly SegmentView[]): readonly MessagePort[] {
    if (this.#areStarted) return [];
    const total = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (total < this.#bytesForHelp) return [];
    this.#areStarted = true;
    const ports: MessagePort[] = [];
    for (let thread = 0; thread < this.#threads; thread++) {
      const { port1: scanThread, port2 } = new MessageChannel();
      const message: ScanThreadMessage = { scanThread };
      this.#helped.worker.postMessage(message, [scanThread]);
      ports.push(port2);
    }
    return ports;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const worker of this.#workers) worker.terminate();
  }

  /** Each in a turn of its own, since starting one holds this thread up for 30 to 70 ms. */
  #startNext(ports: readonly MessagePort[]): void {
    const [port, ...rest] = ports;
    if (port === undefined) return;
    this.#timer = setTimeout(() => {
      this.#startOne(port);
      this.#startNext(rest);
    });
  }

  #startOne(port: MessagePort): void {
    const worker = createScanWorker(this.#helped.directory);
    worker.onerror = (event) => {
      // The query thread does without it.
      event.preventDefault();
      worker.terminate();
    };
    worker.postMessage({ port } satisfies HelpMessage, [port]);
    this.#workers.push(worker);
  }
}

/** The build puts a file of this name beside the bundle; see scripts/build/programs.ts. */
function createScanWorker(reads: string): Worker {
  const url = new URL("./scan_worker.ts", import.meta.url);
  return new Worker(url, threadOptions("scan", { reads }));
}
