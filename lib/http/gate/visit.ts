/** What one connection is doing, and for how long it has done nothing. */
import type { ConnectionTimes } from "./limits.ts";
import { type Reading, watchReading } from "./watch_reading.ts";

/** Answers a request, as `Deno.serve` calls it. */
export type ConnectionHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

export interface VisitOptions {
  readonly times: ConnectionTimes;
  readonly handler: ConnectionHandler;
  /** Milliseconds that never go backwards. */
  readonly clockMs: () => number;
}

/** A connection from the moment it is accepted. Its requests go through `answer`. */
export class Visit implements Reading {
  readonly #options: VisitOptions;
  #sinceMs: number;
  #openRequests = 0;
  /** Of the open requests those whose answer waits for the other side to take more of it. */
  #unread = 0;
  #hasAsked = false;

  constructor(options: VisitOptions) {
    this.#options = options;
    this.#sinceMs = options.clockMs();
  }

  /** Whether the headers of a request have ever been there. */
  get hasAsked(): boolean {
    return this.#hasAsked;
  }

  /** Answers one of the connection's requests. */
  readonly answer: ConnectionHandler = (request, info) => {
    this.#hasAsked = true;
    this.#openRequests++;
    info.completed.then(this.#complete, this.#complete);
    const answer = this.#options.handler(request, info);
    // Only questions have answers that are not gone as soon as they are given.
    if (request.method !== "GET") return answer;
    return answer instanceof Response
      ? watchReading(answer, this)
      : answer.then((response) => watchReading(response, this));
  };

  /** Whether it has waited longer than it may for the other side. */
  isOverdue(nowMs: number): boolean {
    const { headerTimeoutMs, idleTimeoutMs } = this.#options.times;
    if (this.#openRequests > this.#unread) return false;
    const allowedMs = this.#hasAsked ? idleTimeoutMs : headerTimeoutMs;
    return nowMs - this.#sinceMs > allowedMs;
  }

  /** Part of an answer is there to be taken. */
  offered(): void {
    this.#unread++;
    this.#sinceMs = this.#options.clockMs();
  }

  /** It was taken, or nobody wants it any more. */
  taken(): void {
    this.#unread--;
  }

  readonly #complete = (): void => {
    this.#openRequests--;
    this.#sinceMs = this.#options.clockMs();
  };
}
