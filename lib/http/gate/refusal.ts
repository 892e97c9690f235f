/** What those hear who are one connection too many, and what the log says of them. */
import type { Problem } from "../../error.ts";
import { answerProblem } from "../answers.ts";
import { discard } from "../body.ts";
import type { Excess } from "./census.ts";
import type { ConnectionLimits } from "./limits.ts";
import type { ConnectionHandler } from "./visit.ts";

export interface RefusalOptions {
  readonly excess: Excess;
  readonly limits: ConnectionLimits;
}

const RETRY_AFTER_SECONDS = 5;

/** Answers whatever is asked by a connection that is one too many. */
export function refusalHandler(
  { excess, limits }: RefusalOptions,
): ConnectionHandler {
  const [status, whose] = excess === "maxConnections"
    ? [503, ""]
    : [429, " of one address"];
  const problem: Problem = {
    status,
    code: "too_many_connections",
    message: `More than ${limits[excess]} connections${whose} are open`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  };
  return (request) => {
    discard(request);
    const response = answerProblem(request, problem);
    response.headers.set("connection", "close");
    return response;
  };
}

export interface RefusalLogOptions {
  readonly report: (message: string) => void;
  /** Milliseconds that never go backwards. */
  readonly clockMs: () => number;
}

/** How long none must have been refused before that is said. */
const SETTLED_MS = 1000;

/** However many are refused, the log gets no more lines than this allows. */
const QUIET_MS = 60_000;

/** Says when connections begin to be refused, and when they are all accepted again. */
export class RefusalLog {
  readonly #options: RefusalLogOptions;
  #count = 0;
  #lastMs = 0;
  #saidMs = -Infinity;
  #isSaid = false;

  constructor(options: RefusalLogOptions) {
    this.#options = options;
  }

  /** @param reason why, in a few words */
  refused(reason: string): void {
    this.#lastMs = this.#options.clockMs();
    this.#count++;
    if (this.#isSaid || this.#lastMs - this.#saidMs < QUIET_MS) return;
    this.#isSaid = true;
    this.#saidMs = this.#lastMs;
    this.#options.report(`Connections are refused: ${reason}`);
  }

  /** To be called now and then. */
  look(): void {
    if (!this.#isSaid || this.#options.clockMs() - this.#lastMs < SETTLED_MS) {
      return;
    }
    this.#options.report(
      `Connections are accepted again; ${this.#count} were refused`,
    );
    this.#isSaid = false;
    this.#count = 0;
  }
}
