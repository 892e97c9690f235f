/** Many connections that post single events and batches until the server is gone. */
import type { Random } from "../../lib/testing/random.ts";
import { eventText, type Ledger } from "./ledger.ts";

/** How hard a server is pressed. */
export interface LoadOptions {
  readonly origin: string;
  readonly connections: number;
  readonly ledger: Ledger;
  readonly random: Random;
}

const MAX_BATCH_EVENTS = 40;

/** Posts from its construction on. */
export class Load {
  readonly #options: LoadOptions;
  readonly #done: Promise<unknown>;
  readonly #answered = Promise.withResolvers<void>();
  #isStopped = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#done = Promise.all(
      Array.from({ length: options.connections }, () => this.#post()),
    );
  }

  /** Resolves when the server has answered once, or is gone. */
  underWay(): Promise<unknown> {
    return Promise.race([this.#answered.promise, this.#done]);
  }

  /** Resolves when all have noticed that the server is gone, or are done as they were told. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #post(): Promise<void> {
    const { random, ledger, origin } = this.#options;
    while (!this.#isStopped) {
      const isBatch = random.isWithin(0.5);
      const uuids = ledger.take(
        isBatch ? 1 + random.below(MAX_BATCH_EVENTS) : 1,
      );
      if (!await post({ origin, ledger, uuids, isBatch })) return;
      this.#answered.resolve();
    }
  }
}

/** Posts what has no answer yet, one batch after the other. */
export async function postUnanswered(
  origin: string,
  ledger: Ledger,
): Promise<void> {
  while (ledger.unanswered.length > 0) {
    const uuids = ledger.take(
      Math.min(ledger.unanswered.length, MAX_BATCH_EVENTS),
    );
    if (!await post({ origin, ledger, uuids, isBatch: true })) {
      throw new Error("The server is gone although nobody ended it");
    }
  }
}

interface Post {
  readonly origin: string;
  readonly ledger: Ledger;
  readonly uuids: readonly string[];
  readonly isBatch: boolean;
}

/** Whether there was an answer. */
async function post(
  { origin, ledger, uuids, isBatch }: Post,
): Promise<boolean> {
  let status: number;
  let text: string;
  try {
    const path = isBatch ? "/v1/events" : "/v1/on_import";
    const response = await fetch(`${origin}${path}`, {
      method: "POST",
      body: uuids.map(eventText).join("\n"),
    });
    status = response.status;
    text = await response.text();
  } catch {
    ledger.unanswered.push(...uuids);
    return false;
  }
  if (status === 200 && JSON.parse(text).success === true) {
    for (const uuid of uuids) ledger.acknowledged.add(uuid);
  } else {
    ledger.unforeseen.push(`${status} ${text.slice(0, 300)}`);
  }
  return true;
}
