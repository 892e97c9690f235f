/** From the bytes of a batch to what can be stored of it. */
import { badEvent, isProblem, ServiceError } from "../../error.ts";
import {
  type Allocate,
  type EventRun,
  RunBuilder,
  type ShapeCheck,
} from "../../event/mod.ts";
import type { Turns } from "../../turns.ts";
import { itemsOf } from "./items.ts";

/** What is wrong with one item. */
export interface ItemProblem {
  /** Its place in the batch. */
  readonly index: number;
  readonly message: string;
}

/** A batch that has been read. */
export interface CheckedBatch {
  /** The good ones, in their order. */
  readonly run: EventRun;
  /** Of the others, in their order. */
  readonly problems: readonly ItemProblem[];
}

/** What a batch and its events must keep to, besides how long it is. */
export interface BatchLimits {
  /** Of one event. */
  readonly maxBodyBytes: number;
  readonly maxBatchItems: number;
  readonly checkShape?: ShapeCheck;
  /** Longer events are not good before they have passed `checkShape`. */
  readonly harmlessBytes?: number;
  readonly allocate?: Allocate;
}

/** Room for tails, in a batch of usual events: an eighth more. */
const TAILS_SHARE = 1 / 8;

/**
 * Tells good items from bad ones.
 *
 * @param body belongs to this from now on
 * @param turns are taken where it takes long
 * @throws {ServiceError} 400 where there is no item, or a list is not one in UTF-8; 413 where there
 * are too many: those behind are not read, as millions of them would take gigabytes
 */
export async function checkBatch(
  body: Uint8Array,
  limits: BatchLimits,
  turns: Turns,
): Promise<CheckedBatch> {
  const { maxBodyBytes: maxBytes, maxBatchItems, checkShape } = limits;
  const { harmlessBytes = checkShape ? 0 : Infinity } = limits;
  const expectedBytes = Math.ceil(body.length * (1 + TAILS_SHARE));
  const builder = new RunBuilder(expectedBytes, limits.allocate);
  const problems: ItemProblem[] = [];
  let count = 0;
  for (
    const item of itemsOf(body, { maxBytes, maxJoinedBytes: harmlessBytes })
  ) {
    if ("lines" in item) {
      builder.addJoined(item);
    } else {
      const problem = isProblem(item) ? item : checkShape?.(item);
      if (problem) problems.push({ index: count, message: problem.message });
      else if (!isProblem(item)) builder.add(item);
    }
    count = builder.count + problems.length;
    if (count > maxBatchItems) throw tooManyItems(maxBatchItems);
    if (turns.isOver) await turns.next();
  }
  if (count === 0) {
    throw badEvent(
      "A batch must be JSON Lines or a JSON list with at least one event",
    );
  }
  return { run: builder.finish(), problems };
}

function tooManyItems(maxItems: number): ServiceError {
  return new ServiceError(
    { status: 413, code: "batch_too_large" },
    `A batch must have at most ${maxItems} events, got more`,
  );
}
