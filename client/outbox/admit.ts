/**
 * Whether a start gets a child of its own. Read at every start, so it imports next to nothing,
 * and looks at as few files as it can.
 */
import type { HandOver } from "../hand_over.ts";
import { type ChildrenFolder, childrenFolder, takeSlot } from "./children.ts";
import { makeOwnFolder } from "./own_folder.ts";
import { outboxPlaces, type OutboxPlacesOptions } from "./places.ts";

export interface AdmitOptions extends OutboxPlacesOptions {
  readonly nowMs: () => number;
  /** Leaves the start in an outbox, see starts.ts. */
  readonly leave: (outbox: string) => Promise<void>;
}

/**
 * Takes a slot for the child that is about to be started, or leaves the start to those that are
 * alive.
 *
 * @returns the hand-over for the child; `undefined` where none is needed
 * @throws where the outbox cannot be used
 */
export async function admit(
  handOver: HandOver,
  options: AdmitOptions,
): Promise<HandOver | undefined> {
  const { os, userId, nowMs } = options;
  for (const place of outboxPlaces(options)) {
    if (!makeOwnFolder(place, userId)) continue;
    const children = childrenFolder(os, place.folder);
    const slot = firstSlot(children, nowMs());
    if (slot !== undefined) return { ...handOver, slot };
    await options.leave(place.folder);
    // Those that were alive may have ended before the start was there.
    const freed = takeSlot(children, nowMs());
    return freed === undefined
      ? undefined
      : { ...handOver, slot: freed, isLeft: true };
  }
  return handOver;
}

function firstSlot(
  children: ChildrenFolder,
  nowMs: number,
): number | undefined {
  try {
    return takeSlot(children, nowMs);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(children.path, { recursive: true, mode: 0o700 });
    return takeSlot(children, nowMs);
  }
}
