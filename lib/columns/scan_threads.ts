/** Reads blocks, together with other threads where there are some. */
import {
  type MessagePort as NodeMessagePort,
  receiveMessageOnPort,
} from "node:worker_threads";
import {
  BlockReader,
  ClaimedJobs,
  type JobMessage,
  type RunMessage,
  type ScanJob,
} from "./scan_run.ts";
import { BlockDecoder, type ScannedBlock, takeOver } from "./scanned_block.ts";

/** After so long without news of a job it is done here: its thread may have broken. */
const PATIENCE_MS = 1000;

/** The threads that help this one. */
export class ScanThreads {
  readonly #ports: MessagePort[] = [];
  readonly #patienceMs: number;
  #lastRun = 0;

  constructor({ patienceMs = PATIENCE_MS } = {}) {
    this.#patienceMs = patienceMs;
  }

  /** Takes another thread in, at the other end of a port. */
  add(port: MessagePort): void {
    this.#ports.push(port);
  }

  /** The blocks of each job, in the jobs' order. */
  *read(jobs: readonly ScanJob[]): Generator<Iterable<ScannedBlock>> {
    const here = new BlockReader();
    if (jobs.length < 2 || this.#ports.length === 0) {
      for (const job of jobs) yield here.read(job);
      return;
    }
    const claimed = new ClaimedJobs(jobs.length);
    const run = ++this.#lastRun;
    const message: RunMessage = { run, jobs, control: claimed.control };
    for (const port of this.#ports) port.postMessage(message);
    const results = new Map<number, readonly ScannedBlock[]>();
    const readHere = (job: number) => [...here.read(jobs[job]!)];
    const decoders = this.#ports.map(() => new BlockDecoder());
    const receive = () => {
      for (const { port, message: { job, blocks } } of this.#received(run)) {
        const decoder = decoders[port]!;
        const decoded = blocks?.map((each) => decoder.decode(takeOver(each)));
        // One that failed there fails here, or does not.
        results.set(job, decoded ?? readHere(job));
      }
    };
    try {
      for (let job = 0; job < jobs.length; job++) {
        claimed.want(job);
        while (!results.has(job)) {
          const done = claimed.done;
          receive();
          if (results.has(job)) break;
          const own = claimed.claim();
          const isOver = typeof own !== "number" &&
            !claimed.waitForDone(done, this.#patienceMs);
          const mine = isOver ? job : own;
          if (typeof mine === "number") results.set(mine, readHere(mine));
        }
        yield results.get(job)!;
        results.delete(job);
      }
    } finally {
      claimed.finish();
    }
  }

  /** What has come for a run, and from which of the ports. */
  *#received(
    run: number,
  ): Generator<{ readonly port: number; readonly message: JobMessage }> {
    for (const [number, port] of this.#ports.entries()) {
      for (;;) {
        // It is one and the same at run time.
        const nodePort = port as unknown as NodeMessagePort;
        const received = receiveMessageOnPort(nodePort) as
          | { readonly message: JobMessage }
          | undefined;
        if (received === undefined) break;
        // What is left of a run that was broken off is nobody's.
        const { message } = received;
        if (message.run === run) yield { port: number, message };
      }
    }
  }
}
