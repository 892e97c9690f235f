/**
 * How many children are alive: each has one of a few slots, a file that the parent makes before
 * it starts the child, and that the child removes at its end. Read at every start, so it imports
 * next to nothing.
 */
import { joinPath } from "../paths.ts";

/** The folder of an outbox in which the slots are. */
export interface ChildrenFolder {
  readonly os: typeof Deno.build.os;
  readonly path: string;
}

/**
 * So many children work at once; the starts beyond are left for them, see starts.ts. One is
 * enough to deliver, and a few shorten the way of each one's own event.
 */
export const MAX_CHILDREN = 4;

/** How often a child touches its slot. */
export const TOUCH_MS = 5000;
/** A child that has not touched its slot for so long is gone. */
export const STALE_MS = 15_000;

/** Where the slots are. */
export function childrenFolder(
  os: typeof Deno.build.os,
  outbox: string,
): ChildrenFolder {
  return { os, path: joinPath(os, outbox, "children") };
}

/** The path of a slot. */
export function slotPath({ os, path }: ChildrenFolder, slot: number): string {
  return joinPath(os, path, String(slot));
}

/**
 * Takes a slot for a child; `undefined` where as many children are alive as may be.
 *
 * @throws where the folder cannot be used
 */
export function takeSlot(
  folder: ChildrenFolder,
  nowMs: number,
): number | undefined {
  for (let slot = 0; slot < MAX_CHILDREN; slot++) {
    if (make(slotPath(folder, slot))) return slot;
  }
  for (let slot = 0; slot < MAX_CHILDREN; slot++) {
    const path = slotPath(folder, slot);
    if (removeStale(path, nowMs) && make(path)) return slot;
  }
  return undefined;
}

/** The slots of the children that are alive. */
export function* takenSlots(
  folder: ChildrenFolder,
  nowMs: number,
): Generator<number> {
  for (let slot = 0; slot < MAX_CHILDREN; slot++) {
    try {
      const ageMs = ageOf(slotPath(folder, slot), nowMs);
      if (ageMs !== undefined && ageMs < STALE_MS) yield slot;
    } catch {
      // As on Windows, where a file is being removed: that child is about to be gone.
    }
  }
}

/** How long ago a file was touched; `undefined` where there is none. */
function ageOf(path: string, nowMs: number): number | undefined {
  try {
    const { mtime } = Deno.lstatSync(path);
    return Math.abs(nowMs - (mtime?.getTime() ?? 0));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Makes a file; tells whether it was not there. Only one process can. */
function make(path: string): boolean {
  try {
    Deno.writeFileSync(path, new Uint8Array(), {
      createNew: true,
      mode: 0o600,
    });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** Removes the slot of a child that was killed; tells whether it is free now. */
function removeStale(path: string, nowMs: number): boolean {
  try {
    const ageMs = ageOf(path, nowMs);
    if (ageMs !== undefined && ageMs < STALE_MS) return false;
    if (ageMs !== undefined) Deno.removeSync(path);
    return true;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
