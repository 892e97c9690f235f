/** How much each caller may have of something within a stretch of time. */

export interface AllowanceOptions {
  /** For each caller, in each stretch. */
  readonly amount: number;
  readonly stretchMs: number;
  readonly clock: () => Date;
  /** Callers beyond this share one allowance until the stretch ends: memory is bounded. */
  readonly maxCallers?: number;
}

const MAX_CALLERS = 100_000;
const OTHERS = "others";

/** Counts from the beginning of each stretch; with 86,400,000 ms that is midnight UTC. */
export class Allowance {
  readonly #options: Required<AllowanceOptions>;
  readonly #taken = new Map<string, number>();
  #stretch = -1;

  constructor(options: AllowanceOptions) {
    this.#options = { maxCallers: MAX_CALLERS, ...options };
  }

  /**
   * Takes that much for a caller.
   *
   * @returns 0, or for how many seconds there is not enough; then nothing is taken
   */
  take(caller: string, amount: number): number {
    const { amount: allowed, stretchMs, clock } = this.#options;
    const nowMs = clock().getTime();
    this.#begin(Math.floor(nowMs / stretchMs));
    const key = this.#keyOf(caller);
    const taken = (this.#taken.get(key) ?? 0) + amount;
    if (taken > allowed) {
      return Math.max(1, Math.ceil((stretchMs - nowMs % stretchMs) / 1000));
    }
    this.#taken.set(key, taken);
    return 0;
  }

  /** Gives back what was taken and not used. */
  giveBack(caller: string, amount: number): void {
    const key = this.#keyOf(caller);
    const taken = this.#taken.get(key);
    // A new stretch has begun for all.
    if (taken === undefined) return;
    this.#taken.set(key, Math.max(0, taken - amount));
  }

  #begin(stretch: number): void {
    if (stretch === this.#stretch) return;
    this.#stretch = stretch;
    this.#taken.clear();
  }

  #keyOf(caller: string): string {
    return this.#taken.has(caller) ||
        this.#taken.size < this.#options.maxCallers
      ? caller
      : OTHERS;
  }
}
