/** Reads blocks, together with other threads where there are some. */
import {
  type MessagePort as NodeMessagePort,
  receiveMessageOnPort,
} from "node:worker_threads";
import {
  BlockReader,
  ClaimedJobs,
  controlOf,
  type JobMessage,
  JobReader,
  type RunMessage,
  type ScanJob,
} from "./scan_run.ts";
import {
  BlockDecoder,
  type HandedBlock,
  handOver,
  type ScannedBlock,
  takeOver,
} from "./scanned_block.ts";

/** After so long without news of a job it is done here: its thread may have broken. */
const PATIENCE_MS = 1000;

/** A job that is done, by whomever. */
interface Result {
  readonly decoder: BlockDecoder;
  /** `undefined` where it failed. */
  readonly blocks: readonly HandedBlock[] | undefined;
}

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
    // Of jobs that come out of their turn nothing else builds on the values.
    const reader = new BlockReader();
    if (jobs.length < 2 || this.#ports.length === 0) {
      for (const job of jobs) yield reader.read(job);
      return;
    }
    const claimed = new ClaimedJobs(
      jobs.length,
      controlOf(1 + this.#ports.length, jobs),
    );
    const run = ++this.#lastRun;
    const message: RunMessage = { run, jobs, control: claimed.control };
    for (const port of this.#ports) port.postMessage(message);
    const here = new JobReader();
    const decoders = this.#ports.map(() => new BlockDecoder());
    const ownDecoder = new BlockDecoder();
    // Until a job is wanted its blocks stay bytes, which take less than the values they become.
    const results = new Map<number, Result>();
    const receive = (wanted: number) => {
      for (const { port, message: { job, blocks } } of this.#received(run)) {
        const result = { decoder: decoders[port]!, blocks };
        if (job >= wanted) results.set(job, result);
        // It was done here meanwhile, but what comes after builds on its values.
        else decoded(result);
      }
    };
    const readHere = (job: number) => {
      const blocks = Array.from(here.read(jobs[job]!), handOver);
      results.set(job, { decoder: ownDecoder, blocks });
    };
    try {
      for (let job = 0; job < jobs.length; job++) {
        claimed.want(job);
        while (!results.has(job)) {
          const done = claimed.done;
          receive(job);
          if (results.has(job)) break;
          const own = claimed.claim();
          const isOver = typeof own !== "number" &&
            !claimed.waitForDone(done, this.#patienceMs);
          if (isOver) break;
          if (typeof own === "number") readHere(own);
        }
        const result = results.get(job);
        results.delete(job);
        // One that failed in a thread fails here, or does not.
        yield result && decoded(result) || [...reader.read(jobs[job]!)];
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

function decoded({ decoder, blocks }: Result): ScannedBlock[] | undefined {
  return blocks?.map((each) => decoder.decode(takeOver(each)));
}
