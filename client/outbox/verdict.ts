/** What a server's answer to a batch means for its events. */
import { retryAfterMs } from "./backoff.ts";

/** An answer, as far as it matters here. */
export interface BatchAnswer {
  readonly status: number;
  readonly text: string;
  /** The `Retry-After` header. */
  readonly retryAfter: string | null;
}

export type Verdict =
  /** The server took the batch: for each event whether it has it now, or why it never will. */
  | { readonly kind: "taken"; readonly refusals: readonly Refusal[] }
  /** It will not take this batch, whenever it comes. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may take it another time. */
  | {
    readonly kind: "later";
    readonly reason: string;
    readonly retryAfterMs?: number;
  };

/** One event of a batch that was refused. */
export interface Refusal {
  readonly index: number;
  readonly reason: string;
}

/** Statuses of the 4xx that speak of the moment, and not of what was sent. */
const PASSING = [408, 425, 429];
const MAX_REASON_LENGTH = 200;

/** Judges the answer to a batch of `count` events. */
export function verdictOf(
  { status, text, retryAfter }: BatchAnswer,
  { count, nowMs }: { count: number; nowMs: number },
): Verdict {
  if (status >= 200 && status < 300) {
    const refusals = refusalsIn(text, count);
    if (refusals !== undefined) return { kind: "taken", refusals };
    // Such as the page of a network that wants a sign-in first.
    return later(`${status}, but not from a server of ours`);
  }
  const reason = `${status} ${text.trim()}`.slice(0, MAX_REASON_LENGTH).trim();
  if (status >= 400 && status < 500 && !PASSING.includes(status)) {
    return { kind: "refused", reason };
  }
  const waitMs = retryAfterMs(retryAfter, nowMs);
  return waitMs === undefined
    ? later(reason)
    : { ...later(reason), retryAfterMs: waitMs };
}

function later(reason: string) {
  return { kind: "later", reason } as const;
}

/** `undefined` where the answer does not say what became of each event. */
function refusalsIn(text: string, count: number): Refusal[] | undefined {
  let answer: Partial<Record<"success" | "items", unknown>>;
  try {
    answer = Object(JSON.parse(text));
  } catch {
    return undefined;
  }
  const { success, items } = answer;
  if (!Array.isArray(items)) return success === true ? [] : undefined;
  if (items.length !== count) return undefined;
  const refusals: Refusal[] = [];
  for (const [index, item] of items.entries()) {
    switch (item?.status) {
      case "stored":
      case "duplicate":
        break;
      case "rejected":
        refusals.push({
          index,
          reason: String(item.error ?? "rejected").slice(0, MAX_REASON_LENGTH),
        });
        break;
      default:
        return undefined;
    }
  }
  return refusals;
}
