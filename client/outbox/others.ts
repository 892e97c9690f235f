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

/** Who else does what is to be done. */
export interface Others {
  /** Whether one looks for starts that were left when it ends. */
  takeStarts(): Presence;
  /** Whether one delivers what waits in a mailbox when it ends. */
  lookAfter(mailbox: string): Presence;
}

/** The other children that are alive, as their slots say. */
export class OtherChildren implements Others {
  readonly #folder: ChildrenFolder;
  readonly #options: OwnSlot;

  constructor(folder: ChildrenFolder, options: OwnSlot) {
    this.#folder = folder;
    this.#options = options;
  }

  takeStarts(): Presence {
    return this.#slots().length > 0 ? "some" : "none";
  }

  lookAfter(mailbox: string): Presence {
    let presence: Presence = "none";
    for (const slot of this.#slots()) {
      const names = namesIn(slotPath(this.#folder, slot));
      if (names?.includes(mailbox)) return "some";
      if (names?.length === 0) presence = "unknown";
    }
    return presence;
  }

  #slots(): number[] {
    const { nowMs, own } = this.#options;
    return Array.from(takenSlots(this.#folder, nowMs()))
      .filter((slot) => slot !== own());
  }
}

export interface OwnSlot {
  /** The own slot, as long as it could not be given back. */
  readonly own: () => number | undefined;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** `undefined` where the child is gone, or about to be. */
function namesIn(path: string): string[] | undefined {
  try {
    return readBounded(path, MAX_BYTES)?.split("\n").slice(0, -1);
  } catch {
    return undefined;
  }
}
