/** What stands in the way of answers, for the log when it begins and when it has passed. */
import { messageOf, ServiceError } from "../error.ts";
import { asReadError, READ_ERROR_CODE } from "./read_error.ts";

/** What the log is told. */
export interface TroubleOptions {
  /** What cannot be done, and then can be again, such as `be read`. */
  readonly what: string;
  readonly report: (message: string) => void;
  readonly clockMs?: () => number;
}

/** One question may fail and another not, over and over: the log is told no more often. */
const QUIET_MS = 60_000;

/** Whether something that is done over and over fails because of the system. */
export class Trouble {
  readonly #options: Required<TroubleOptions>;
  #problem: string | undefined;
  #isReported = false;
  #reportedMs = -Infinity;

  constructor(options: TroubleOptions) {
    this.#options = { clockMs: () => performance.now(), ...options };
  }

  /** Why it failed the last time; `undefined` where it did not. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Tells what was thrown of. @returns what to throw instead */
  failed(thrown: unknown): unknown {
    const error = asReadError(thrown);
    if (!(error instanceof ServiceError) || error.code !== READ_ERROR_CODE) {
      return error;
    }
    const { what, report, clockMs } = this.#options;
    this.#problem = messageOf(error.cause ?? error);
    if (!this.#isReported && clockMs() - this.#reportedMs >= QUIET_MS) {
      this.#isReported = true;
      this.#reportedMs = clockMs();
      report(
        error.cause === undefined
          ? error.message
          : `The journal cannot ${what}: ${this.#problem}`,
      );
    }
    return error;
  }

  /** Tells that it was done. */
  passed(): void {
    this.#problem = undefined;
    if (!this.#isReported) return;
    this.#isReported = false;
    const { what, report } = this.#options;
    report(`The journal can ${what} again`);
  }
}
