/** The room for all bodies together, by what one of them may have. */
import { OptionError } from "./options/mod.ts";

/** Long ones have three quarters of the room, and what was gzip is there beside what comes out. */
const LONGEST_BODIES = 4;

const DEFAULT_BYTES = 128 * 1024 * 1024;

/** The options that say it. */
export interface BodyValues {
  readonly maxBodyBytes: number;
  readonly maxBatchBytes: number;
  readonly maxPendingBytes: number | undefined;
}

/** @throws {OptionError} where the longest body would never be taken */
export function pendingBytes(
  { maxBodyBytes, maxBatchBytes, maxPendingBytes }: BodyValues,
): number {
  const leastBytes = LONGEST_BODIES * Math.max(maxBodyBytes, maxBatchBytes);
  if (maxPendingBytes === undefined) return Math.max(DEFAULT_BYTES, leastBytes);
  if (maxPendingBytes >= leastBytes) return maxPendingBytes;
  throw new OptionError(
    `Cannot use --max-pending-bytes: must be at least four times the longest body, ${leastBytes}, ` +
      `got ${maxPendingBytes}`,
  );
}
