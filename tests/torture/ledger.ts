/** What was sent to servers that are killed, and what became of it. */
import type { Random } from "../../lib/testing/random.ts";

/** Every event that was ever made is in one of its books. */
export class Ledger {
  readonly acknowledged = new Set<string>();
  /** Sent, and never answered: they may be stored or not, and are sent again. */
  readonly unanswered: string[] = [];
  /** Answers that a server which is well must not give. */
  readonly unforeseen: string[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The uuids to post next, those without an answer first. */
  take(count: number): string[] {
    const again = this.unanswered.splice(0, count);
    const fresh = Array.from(
      { length: count - again.length },
      () => this.#random.uuid(),
    );
    return [...again, ...fresh];
  }
}

/** One event, about as long as real ones. */
export function eventText(uuid: string): string {
  return JSON.stringify({ uuid, filler: "x".repeat(400) });
}
