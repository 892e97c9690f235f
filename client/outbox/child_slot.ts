/** A child's own slot, which shows that it is alive, and what for: see children.ts, others.ts. */
import { childrenFolder, slotPath, TOUCH_MS } from "./children.ts";
import { removeIfThere } from "./files.ts";

/** Keeps the slot until it is given back. */
export class ChildSlot implements Disposable {
  readonly #path: string | undefined;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #number: number | undefined;

  /** @param slot the one that the parent took, if it could */
  constructor(outbox: string | undefined, slot: number | undefined) {
    if (outbox === undefined || slot === undefined) return;
    const path = slotPath(childrenFolder(Deno.build.os, outbox), slot);
    this.#path = path;
    this.#number = slot;
    this.#timer = setInterval(() => touch(path), TOUCH_MS);
  }

  /** Which one it is; `undefined` where it was given back. */
  get number(): number | undefined {
    return this.#number;
  }

  /** Says that what waits in a mailbox may be left to this child. */
  lookAfter(mailbox: string): void {
    // Given back, it may be another child's.
    if (this.#path === undefined || this.#number === undefined) return;
    try {
      Deno.writeTextFileSync(this.#path, `${mailbox}\n`, {
        append: true,
        create: false,
      });
    } catch {
      // Then nobody leaves it.
    }
  }

  /** Gives the slot back: from now on nothing is left for this child. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#path === undefined || this.#number === undefined) return;
    try {
      removeIfThere(this.#path);
      this.#number = undefined;
    } catch {
      // As on Windows, where somebody looks into it. Then it is stale soon.
    }
  }
}

function touch(path: string): void {
  try {
    Deno.utimeSync(path, new Date(), new Date());
  } catch {
    // Somebody cleared the outbox.
  }
}
