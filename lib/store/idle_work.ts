/** Work that is done in pieces, between things that somebody waits for. */

/** When pieces are done. */
export interface IdleTiming {
  /** So long nothing else may have been done before the work begins. */
  readonly quietMs: number;
  /** Between pieces, for whoever shares the processor and the disk. */
  readonly pauseMs: number;
  /** Work that has waited for so long waits no more. */
  readonly patienceMs: number;
}

/** What time it is, and what is to be done later. */
export interface Timers {
  readonly now: () => number;
  /** @returns what takes it back */
  readonly schedule: (run: () => void, delayMs: number) => () => void;
}

const REAL_TIMERS: Timers = {
  now: () => performance.now(),
  schedule: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Calls `step` again and again while it says that there is more. */
export class IdleWork {
  readonly #step: () => boolean;
  readonly #timing: IdleTiming;
  readonly #timers: Timers;
  #cancel: (() => void) | undefined;
  /** Since when there may be work. */
  #waitsSince: number | undefined;

  constructor(
    step: () => boolean,
    timing: IdleTiming,
    timers: Timers = REAL_TIMERS,
  ) {
    this.#step = step;
    this.#timing = timing;
    this.#timers = timers;
  }

  /** Says that something else was done just now, and that there may be work since. */
  postpone(): void {
    const { quietMs, pauseMs, patienceMs } = this.#timing;
    const now = this.#timers.now();
    this.#waitsSince ??= now;
    if (now - this.#waitsSince < patienceMs) this.#schedule(quietMs);
    else if (this.#cancel === undefined) this.#schedule(pauseMs);
  }

  #schedule(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#timers.schedule(() => {
      this.#cancel = undefined;
      if (this.#step()) this.#schedule(this.#timing.pauseMs);
      else this.#waitsSince = undefined;
    }, delayMs);
  }
}
