/**
 * Errors that carry what an HTTP answer says of them.
 *
 * Code anywhere below the HTTP layer throws these for mistakes of the caller and for
 * states of the service; `lib/http` maps them to answers once, at the edge.
 */

/** What an answer says of what went wrong; a refusal needs no error, whose stack has its price. */
export interface Problem {
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** A stable word for programs, such as `bad_query`. */
  readonly code: string;
  readonly message: string;
  /** Seconds after which a retry is worth it, for 429, 503 and 507. */
  readonly retryAfterSeconds?: number | undefined;
  /** The challenge of a 401 or 403, for `WWW-Authenticate`. */
  readonly challenge?: string | undefined;
}

/** Whether a problem came in the place of what was asked for, which has no `status`. */
export function isProblem(value: object): value is Problem {
  return "status" in value;
}

/** What a `ServiceError` adds to its message. */
export interface ServiceErrorOptions extends ErrorOptions {
  /** Seconds after which a retry is worth it, for 429, 503 and 507. */
  readonly retryAfterSeconds?: number;
  /** The challenge of a 401 or 403, for `WWW-Authenticate`. */
  readonly challenge?: string;
}

/** An error with an HTTP status and a stable, machine-readable code. */
export class ServiceError extends Error implements Problem {
  override readonly name = "ServiceError";
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  readonly challenge: string | undefined;

  constructor(
    { status, code }: { status: number; code: string },
    message: string,
    options: ServiceErrorOptions = {},
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.challenge = options.challenge;
  }
}

/** A question in the query string that cannot be understood: 400. */
export function badQuery(message: string): ServiceError {
  return new ServiceError(
    { status: 400, code: "bad_query" },
    shortened(message),
  );
}

/** What was asked stands in the message, and may be very long. */
const MAX_MESSAGE_LENGTH = 1000;
const END_LENGTH = 400;

/** The beginning and the end of a long text. */
function shortened(text: string): string {
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  const start = text.slice(0, MAX_MESSAGE_LENGTH - END_LENGTH);
  return `${start} ... ${text.slice(-END_LENGTH)}`.toWellFormed();
}

/** What is wrong with an event, or a body that should be one or more: 400. */
export function eventProblem(message: string): Problem {
  return { status: 400, code: "bad_event", message };
}

/** As an error: a body that is not what the route accepts. */
export function badEvent(
  message: string,
  options: ErrorOptions = {},
): ServiceError {
  return new ServiceError(eventProblem(message), message, options);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the system says of an open file ends so: it names none. */
const NAMES_NO_FILE = /\(os error \d+\)$/;

/** An error of the system that does not say where it happened, said with `what`; else as it is. */
export function withPlace(error: unknown, what: string): unknown {
  const message = messageOf(error);
  return NAMES_NO_FILE.test(message)
    ? new Error(`${what}: ${message}`, { cause: error })
    : error;
}
