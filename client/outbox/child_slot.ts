/** A child's own slot, which shows that it is alive: see children.ts. */
import { childrenFolder, slotPath, TOUCH_MS } from "./children.ts";
import { removeIfThere } from "./files.ts";

/** Keeps the slot until it is given back. */
export class ChildSlot implements Disposable {
  readonly #path: string | undefined;
  readonly #timer: ReturnType<typeof setInterval> | undefined;

  /** @param slot the one that the parent took, if it could */
  constructor(outbox: string | undefined, slot: number | undefined) {
    if (outbox === undefined || slot === undefined) return;
    const path = slotPath(childrenFolder(Deno.build.os, outbox), slot);
    this.#path = path;
    this.#timer = setInterval(() => touch(path), TOUCH_MS);
  }

  /** Gives the slot back: from now on nothing is left for this child. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#path === undefined) return;
    try {
      removeIfThere(this.#path);
    } catch {
      // Then it is stale soon.
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
