/**
 * What a child may leave to others: each of them says in its slot which mailboxes it looks after,
 * and looks again after it has given its slot back. Starts that were left are everybody's.
 */
import { type ChildrenFolder, slotPath, takenSlots } from "./children.ts";
import { readBounded } from "./files.ts";

/** Whether another child does something; `unknown`: one is alive that may, and has not said yet. */
export type Presence = "none" | "unknown" | "some";

/** Names of many more mailboxes than one child looks after. */
const MAX_BYTES = 64 * 1024;

/** Whether a child that is alive looks for starts that were left when it ends. */
export function whoTakesStarts(
  folder: ChildrenFolder,
  nowMs: number,
): Presence {
  for (const _ of takenSlots(folder, nowMs)) return "some";
  return "none";
}

/** Whether a child that is alive delivers what waits in a mailbox when it ends. */
export function whoLooksAfter(
  mailbox: string,
  folder: ChildrenFolder,
  nowMs: number,
): Presence {
  let presence: Presence = "none";
  for (const slot of takenSlots(folder, nowMs)) {
    const names = namesIn(slotPath(folder, slot));
    if (names?.includes(mailbox)) return "some";
    if (names?.length === 0) presence = "unknown";
  }
  return presence;
}

/** `undefined` where the child is gone, or about to be. */
function namesIn(path: string): string[] | undefined {
  try {
    return readBounded(path, MAX_BYTES)?.split("\n").slice(0, -1);
  } catch {
    return undefined;
  }
}
