/** What a client is told when segments cannot be read. */
import { ServiceError } from "../error.ts";

/** The code of all of them. */
export const READ_ERROR_CODE = "journal_unreadable";

/**
 * 503 where the system refused something, as where too many files are open; anything else as it
 * is. The text tells strangers nothing of paths.
 */
export function asReadError(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return readError(error.code, { cause: error });
}

/** 503, with a word for why. */
export function readError(
  reason: string,
  options: ErrorOptions = {},
): ServiceError {
  return new ServiceError(
    { status: 503, code: READ_ERROR_CODE },
    `The journal cannot be read at the moment (${reason})`,
    { ...options, retryAfterSeconds: 5 },
  );
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error &&
    typeof error.code === "string" && /^E[A-Z\d]+$/.test(error.code);
}
