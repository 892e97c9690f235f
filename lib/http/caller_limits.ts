/** What one caller may do of what all share: ask, and fill the disk. */
import { type Problem, ServiceError } from "../error.ts";
import { headAt, headBytesOf } from "../event/mod.ts";
import { type Appendable, type Duplicates, isRun } from "../journal/mod.ts";
import type { Store } from "../store/store.ts";
import { Allowance } from "./allowance.ts";
import { callerOf } from "./caller.ts";

const DAY_MS = 86_400_000;

const TOO_MANY = { status: 429, code: "too_many" };

export interface CallerLimitsOptions {
  /** `undefined` for any number. */
  readonly maxRequestsPerSecond: number | undefined;
  /** Bytes of stored events from one midnight UTC to the next; `undefined` for any number. */
  readonly maxBytesPerDay: number | undefined;
  readonly trustProxy: boolean;
  readonly clock: () => Date;
}

/** Limits for each address. */
export class CallerLimits {
  readonly #options: CallerLimitsOptions;
  readonly #requests: Allowance | undefined;
  readonly #bytes: Allowance | undefined;

  constructor(options: CallerLimitsOptions) {
    this.#options = options;
    const { maxRequestsPerSecond, maxBytesPerDay, clock } = options;
    this.#requests = maxRequestsPerSecond === undefined
      ? undefined
      : new Allowance({
        amount: maxRequestsPerSecond,
        stretchMs: 1000,
        clock,
      });
    this.#bytes = maxBytesPerDay === undefined ? undefined : new Allowance({
      amount: maxBytesPerDay,
      stretchMs: DAY_MS,
      clock,
    });
  }

  /** Who sent a request. */
  caller(request: Request, peer: string): string {
    const { trustProxy } = this.#options;
    return callerOf(
      peer,
      trustProxy ? request.headers.get("x-forwarded-for") : null,
    );
  }

  /** What a caller is told who asks too often; `undefined` where they may ask. */
  refusal(caller: string): Problem | undefined {
    const waitSeconds = this.#requests?.take(caller, 1) ?? 0;
    if (waitSeconds === 0) return undefined;
    const { maxRequestsPerSecond } = this.#options;
    return {
      ...TOO_MANY,
      message:
        `${caller} has made more than ${maxRequestsPerSecond} requests within a second`,
      retryAfterSeconds: waitSeconds,
    };
  }

  /** Appends for a caller, what is stored counted; a 429 where that is too much for a day. */
  appendFor(caller: string, store: Store): Store["append"] {
    const allowance = this.#bytes;
    if (allowance === undefined) return (parts) => store.append(parts);
    return async (parts) => {
      const sizeBytes = sizeOf(parts);
      const waitSeconds = allowance.take(caller, sizeBytes);
      if (waitSeconds > 0) {
        throw new ServiceError(
          TOO_MANY,
          `${caller} has stored ${this.#options.maxBytesPerDay} bytes today, or would with this`,
          { retryAfterSeconds: waitSeconds },
        );
      }
      let unusedBytes = sizeBytes;
      try {
        const duplicates = await store.append(parts);
        unusedBytes = unusedOf(parts, duplicates);
        return duplicates;
      } finally {
        allowance.giveBack(caller, unusedBytes);
      }
    };
  }
}

function sizeOf(parts: readonly Appendable[]): number {
  return sum(
    parts.map((part) => isRun(part) ? headBytesOf(part) : part.head.length),
  );
}

function unusedOf(
  parts: readonly Appendable[],
  duplicates: Duplicates,
): number {
  return sum(parts.map((part) => {
    if (!isRun(part)) return duplicates.has(part) ? part.head.length : 0;
    const places = duplicates.placesIn(part);
    return sum(places.map((place) => headAt(part, place).length));
  }));
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
