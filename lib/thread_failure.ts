/** Errors, as they go from one thread to another. */
import { messageOf, ServiceError } from "./error.ts";

/** An error as data. */
export interface Failure {
  readonly message: string;
  /** Only of errors that carry an HTTP status. */
  readonly service?: { readonly status: number; readonly code: string };
  readonly retryAfterSeconds?: number;
}

/** @param thrown an error, or anything else */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ServiceError) {
    const { status, code, message, retryAfterSeconds } = thrown;
    return {
      message,
      service: { status, code },
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  return { message: stack ?? messageOf(thrown) };
}

/** The error that a failure was made of. */
export function errorOf(
  { message, service, retryAfterSeconds }: Failure,
): Error {
  if (service === undefined) return new Error(message);
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new ServiceError(service, message, retry);
}
