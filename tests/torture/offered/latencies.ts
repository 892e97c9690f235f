/** How long things took, counted in narrow steps: any number of them in the same memory. */

const STEP_MS = 0.01;
/** Up to 20 seconds; all that takes longer is one step. */
const STEPS = 2_000_000;

/** In milliseconds. */
export interface LatencySummary {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Counts them. */
export class Latencies {
  readonly #counts = new Uint32Array(STEPS);
  #count = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  add(tookMs: number): void {
    const step = Math.max(0, Math.floor(tookMs / STEP_MS));
    this.#counts[Math.min(step, STEPS - 1)]!++;
    this.#count++;
    if (tookMs > this.#maxMs) this.#maxMs = tookMs;
  }

  /** What that share of them took at most, above 0 up to 1; rounded up to a step. */
  #quantileMs(share: number): number {
    const rank = Math.ceil(this.#count * share);
    let step = 0;
    for (
      let seen = this.#counts[0]!;
      seen < rank;
      seen += this.#counts[step]!
    ) {
      step++;
    }
    // The last step has no end.
    return step === STEPS - 1
      ? this.#maxMs
      : Math.min((step + 1) * STEP_MS, this.#maxMs);
  }

  /** How many took longer, but for those in the step that a time of so many milliseconds is in. */
  countAbove(ms: number): number {
    const step = Math.min(Math.floor(ms / STEP_MS), STEPS - 1);
    return this.#counts.subarray(step + 1).reduce((sum, each) => sum + each, 0);
  }

  /** `undefined` where there were none. */
  summary(): LatencySummary | undefined {
    if (this.#count === 0) return undefined;
    return {
      p50Ms: rounded(this.#quantileMs(0.5)),
      p99Ms: rounded(this.#quantileMs(0.99)),
      maxMs: rounded(this.#maxMs),
    };
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
