/** How long to wait between attempts to deliver. */

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** No server is believed that wants to be left alone for longer. */
export const LONGEST_RETRY_AFTER_MS = 24 * 3600_000;

export interface BackoffOptions {
  /** Attempts that failed since the last that did not, at least 1. */
  readonly failures: number;
  /** What the server asked for, where it did. */
  readonly retryAfterMs: number | undefined;
  /** From 0 to less than 1. */
  readonly random: () => number;
}

/**
 * The wait before the next attempt: twice as long each time, up to a quarter of an hour; of that
 * a random part between a half and all, so that clients which failed together do not come back
 * together. It is never shorter than the server asked for.
 */
export function backoffMs(
  { failures, retryAfterMs = 0, random }: BackoffOptions,
): number {
  const longest = Math.min(
    LONGEST_WAIT_MS,
    FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20),
  );
  const spread = random() * longest / 2;
  const asked = Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return Math.round(
    asked > 0 ? Math.max(longest / 2, asked) + spread : longest / 2 + spread,
  );
}

/**
 * Reads a `Retry-After` header: seconds, or a date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from now; `undefined` where it says nothing that can be used
 */
export function retryAfterMs(
  header: string | null,
  nowMs: number,
): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
