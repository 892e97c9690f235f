/** One piece of reading that several threads share, each taking the next job when it is free. */
import type { BasePath } from "./base_path.ts";
import {
  type BlockBytes,
  BlockDecoder,
  type HandedBlock,
  type ScannedBlock,
} from "./scanned_block.ts";
import { Scanner } from "./scanner.ts";
import type { Stretch } from "./stretch.ts";

/** Stretches to be read for some paths that one scan can hold. */
export interface ScanJob {
  readonly stretches: readonly Stretch[];
  readonly paths: readonly BasePath[];
}

/** What the other threads are sent of a run. */
export interface RunMessage {
  readonly run: number;
  readonly jobs: readonly ScanJob[];
  /** Shared by all threads of the run: see `ClaimedJobs`. */
  readonly control: Int32Array<SharedArrayBuffer>;
}

/** What they answer for each job that they have taken. */
export interface JobMessage {
  readonly run: number;
  readonly job: number;
  /** `undefined` where it failed. */
  readonly blocks: readonly HandedBlock[] | undefined;
}

/**
 * For each thread so many paths are read ahead of the job whose blocks are wanted, one job at
 * least: what waits may be 3 MB a path where each of 65,536 rows has a value of its own, and 7 MB
 * where these are long.
 */
const PATHS_AHEAD = 6;
/** More would wait for each other no less. */
const MAX_JOBS_AHEAD = 2;

const NEXT = 0;
const WANTED = 1;
const DONE = 2;
const AHEAD = 3;
const WORDS = 4;

/** What so many threads share of a new run. */
export function controlOf(
  threads: number,
  jobs: readonly ScanJob[],
): Int32Array<SharedArrayBuffer> {
  const control = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  const paths = jobs.reduce(
    (most, { paths }) => Math.max(most, paths.length),
    1,
  );
  const each = Math.min(MAX_JOBS_AHEAD, Math.ceil(PATHS_AHEAD / paths));
  control[AHEAD] = threads * each;
  return control;
}

/** Which jobs are taken, wanted and done, in memory that the threads share. */
export class ClaimedJobs {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly #count: number;

  /** @param control `controlOf()`, one for all threads of the run */
  constructor(count: number, control: Int32Array<SharedArrayBuffer>) {
    this.#count = count;
    this.control = control;
  }

  /** Takes the next job, if there is one that is not too far ahead. */
  claim(): number | "too far ahead" | undefined {
    for (;;) {
      const next = Atomics.load(this.control, NEXT);
      if (next >= this.#count) return undefined;
      if (next > this.#furthest) return "too far ahead";
      const found = Atomics.compareExchange(this.control, NEXT, next, next + 1);
      if (found === next) return next;
    }
  }

  /** The blocks of this job are wanted next. */
  want(job: number): void {
    Atomics.store(this.control, WANTED, job);
    Atomics.notify(this.control, WANTED);
  }

  /** Waits until another job is wanted than was. */
  waitForAnother(timeoutMs: number): void {
    const wanted = Atomics.load(this.control, WANTED);
    if (this.claimable) return;
    Atomics.wait(this.control, WANTED, wanted, timeoutMs);
  }

  /** Whether what is wanted has come near enough to the next job, or there is none. */
  get claimable(): boolean {
    const next = Atomics.load(this.control, NEXT);
    return next >= this.#count || next <= this.#furthest;
  }

  get #furthest(): number {
    return Atomics.load(this.control, WANTED) + this.control[AHEAD]!;
  }

  /** How many jobs the others have done. */
  get done(): number {
    return Atomics.load(this.control, DONE);
  }

  /** One more job is done and its answer sent. */
  tellDone(): void {
    Atomics.add(this.control, DONE, 1);
    Atomics.notify(this.control, DONE);
  }

  /** Waits until more than so many are done. @returns false where the time was over first */
  waitForDone(done: number, timeoutMs: number): boolean {
    return Atomics.wait(this.control, DONE, done, timeoutMs) !== "timed-out";
  }

  /** No more jobs are to be taken. */
  finish(): void {
    Atomics.store(this.control, NEXT, this.#count);
    this.want(this.#count);
  }
}

/**
 * Reads the blocks of one job after the other. Those of a job build on those of the jobs before:
 * see `Scanner`.
 */
export class JobReader {
  #scanner: Scanner | undefined;
  #scannedIds = "";

  read({ stretches, paths }: ScanJob): Generator<BlockBytes> {
    const ids = paths.map(({ id }) => id).join();
    if (ids !== this.#scannedIds) this.#scanner = undefined;
    this.#scannedIds = ids;
    return (this.#scanner ??= new Scanner(paths)).scan(stretches);
  }
}

/** Reads the blocks of one job after the other, with their values. */
export class BlockReader {
  readonly #jobs = new JobReader();
  readonly #decoder = new BlockDecoder();

  *read(job: ScanJob): Generator<ScannedBlock> {
    for (const bytes of this.#jobs.read(job)) yield this.#decoder.decode(bytes);
  }
}
