/** What a client is told when segments cannot be read. */
import { ServiceError } from "../error.ts";

/**
 * 503 where the system refused something, as where too many files are open; anything else as it
 * is. The text tells strangers nothing of paths.
 */
export function asReadError(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new ServiceError(
    { status: 503, code: "journal_unreadable" },
    `The journal cannot be read at the moment (${error.code})`,
    { cause: error, retryAfterSeconds: 5 },
  );
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error &&
    typeof error.code === "string" && /^E[A-Z\d]+$/.test(error.code);
}
