/** Waiting for what another process, another thread or the system does in its own time. */

/** How long is waited, and how often is looked. */
export interface EventuallyOptions {
  readonly patienceMs?: number;
  readonly pauseMs?: number;
}

/**
 * Looks again and again until what is seen is good.
 *
 * @param isGood by default that it is true, or anything that counts as true
 * @returns what was seen then
 * @throws {Error} with what was seen last, where it is never good
 */
export async function eventually<T>(
  see: () => T | Promise<T>,
  isGood: (seen: T) => boolean = Boolean,
  { patienceMs = 30_000, pauseMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const seen = await see();
    if (isGood(seen)) return seen;
    if (performance.now() > endMs) {
      const what = `${see}`.replace(/\s+/g, " ");
      throw new Error(
        `Still ${Deno.inspect(seen)} after ${patienceMs} ms: ${what}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
