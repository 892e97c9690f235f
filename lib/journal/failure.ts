/** What a client is told when an event cannot be stored. */
import { ServiceError } from "../error.ts";

const FULL_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);
/** Windows' own number for a full disk, `ERROR_DISK_FULL`. */
const FULL_MESSAGE = /os error 112\b/;

/** 507 where there is no room, 503 else. The text tells strangers nothing of paths. */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const { code } = error as { code?: unknown };
  const isFull = FULL_CODES.has(code) ||
    (error instanceof Error && FULL_MESSAGE.test(error.message));
  return isFull
    ? new ServiceError(
      { status: 507, code: "journal_full" },
      "The event was not stored: there is no room left for the journal",
      { cause: error, retryAfterSeconds: 60 },
    )
    : new ServiceError(
      { status: 503, code: "journal_unavailable" },
      "The event was not stored: the journal cannot be written at the moment",
      { cause: error, retryAfterSeconds: 5 },
    );
}
