/** How much the outbox holds. */

export interface Bounds {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

const DAY_MS = 24 * 3600_000;

/** Of events for one server that wait for it. */
export const QUEUE_BOUNDS: Bounds = {
  maxEvents: 10_000,
  maxBytes: 16 * 1024 * 1024,
  maxAgeMs: 30 * DAY_MS,
};

/**
 * Of starts that were left. Nothing is dropped for a new one, which is not left where there is no
 * room: a machine where nobody takes them up has other troubles.
 */
export const STARTS_BOUNDS: Pick<Bounds, "maxEvents" | "maxBytes"> = {
  maxEvents: 5000,
  maxBytes: 16 * 1024 * 1024,
};

/** Events wait for so many servers, those last used. */
export const MAX_SERVERS = 20;

/** Of what was moved aside, for each server, and of starts. */
export const ASIDE_BOUNDS: Bounds = {
  maxEvents: 200,
  maxBytes: 2 * 1024 * 1024,
  maxAgeMs: 30 * DAY_MS,
};

/** Nothing at all is within these. */
export const NO_BOUNDS: Bounds = { maxEvents: 0, maxBytes: 0, maxAgeMs: 0 };

/** More than any event has. */
export const MAX_EVENT_BYTES = 1024 * 1024;

/** One file, with what the bounds are about. */
export interface Bounded {
  readonly atMs: number;
  readonly sizeBytes: number;
}

/** How many of `files`, which come oldest first, are too many, too large or too old. */
export function excess(
  files: readonly Bounded[],
  bounds: Bounds,
  nowMs: number,
): number {
  let bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let count = 0;
  for (const { atMs, sizeBytes } of files) {
    const isTooMuch = files.length - count > bounds.maxEvents ||
      bytes > bounds.maxBytes || nowMs - atMs > bounds.maxAgeMs;
    if (!isTooMuch) break;
    bytes -= sizeBytes;
    count++;
  }
  return count;
}
