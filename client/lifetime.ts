/** How long the process in the background may be there. */

/** One that others' starts keep busy ends after this time. */
const MAX_LIFETIME_MS = 60_000;

/** The one time for all that it does. */
export interface Lifetime extends Disposable {
  /** Sets the time, counted from when it began. */
  set(ms: number): void;
  /** Counts the time from now on. */
  extend(): void;
  /** What is left of a part of the time. */
  leftMs(share: number): number;
}

/**
 * Ends the process a time after its code has begun to run, which can be set anew.
 *
 * Until then hundreds of other starts may have kept it from the processor for seconds: these do
 * not count, or it has no time left before it has done anything.
 *
 * @param now milliseconds since the process's start
 */
export function beginLifetime(now: () => number, end: () => void): Lifetime {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timeoutMs = 0;
  let begunMs = now();
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(end, begunMs + timeoutMs - now());
  };
  return {
    set(ms) {
      timeoutMs = ms;
      arm();
    },
    extend() {
      const lastMs = Math.max(0, MAX_LIFETIME_MS - timeoutMs);
      begunMs = Math.max(begunMs, Math.min(now(), lastMs));
      arm();
    },
    leftMs: (share) =>
      Math.max(0, Math.floor(begunMs + timeoutMs * share - now())),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
