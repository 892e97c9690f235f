/** From the bytes of a batch to what can be stored of it. */
import { isProblem } from "../../error.ts";
import {
  type Event,
  type EventRun,
  runOf,
  type ShapeCheck,
} from "../../event/mod.ts";
import type { Turns } from "../../turns.ts";
import { type ItemLimits, readItems } from "./items.ts";

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

/** What a batch and its events must keep to. */
export interface BatchLimits extends ItemLimits {
  readonly checkShape?: ShapeCheck;
  /** Makes room for lines, in which anything may stand. */
  readonly allocate?: (length: number) => Uint8Array<ArrayBuffer>;
}

/**
 * Tells good items from bad ones.
 *
 * @param body belongs to this from now on
 * @throws {ServiceError} as `readItems` does
 */
export async function checkBatch(
  body: Uint8Array,
  limits: BatchLimits,
  turns: Turns,
): Promise<CheckedBatch> {
  const events: Event[] = [];
  const problems: ItemProblem[] = [];
  const { checkShape } = limits;
  const items = await readItems(body, limits, turns);
  items.forEach((item, index) => {
    const problem = isProblem(item) ? item : checkShape?.(item);
    if (problem) problems.push({ index, message: problem.message });
    else events.push(item as Event);
  });
  return { run: runOf(events, limits.allocate), problems };
}
