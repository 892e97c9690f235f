/** Bodies of events and batches that are nearly right. */
import type { Random } from "../../lib/testing/random.ts";
import { EVENTS, JSON_TOKENS } from "./corpus.ts";
import { Handler } from "./handler.ts";
import { mutate } from "./mutate.ts";
import { Finding, type Target, type TargetKind } from "./target.ts";

const ACCEPTED: ReadonlySet<number> = new Set([200, 400, 413]);

/** The target. */
export const bodies: TargetKind = {
  name: "bodies",
  share: 1,
  inputsPerTarget: 20_000,
  concurrency: 8,
  open: async () => new Bodies(await Handler.open()),
};

class Bodies implements Target {
  readonly #handler: Handler;
  #stored = 0;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  async feed(random: Random): Promise<void> {
    const isBatch = random.isWithin(0.5);
    const body = isBatch ? batch(random) : mutate(
      random,
      new TextEncoder().encode(random.pick(EVENTS)),
      JSON_TOKENS,
    );
    const request = new Request(
      `http://box${isBatch ? "/v1/events" : "/v1/on_import"}`,
      { method: "POST", body: new Uint8Array(body) },
    );
    const { status, text } = await this.#handler.answer(request);
    if (!ACCEPTED.has(status)) throw new Finding(`answered ${status}`);
    const report = JSON.parse(text);
    if (status !== 200) return;
    this.#stored += isBatch ? report.stored : Number(report.duplicate !== true);
  }

  /** What was said to be stored is there, each a whole event on a line of its own. */
  check(): Promise<void> {
    const lines = this.#handler.journalLines();
    for (const line of lines) {
      const event = JSON.parse(line);
      if (typeof event.server_time !== "string") {
        throw new Finding(`stored ${line}`);
      }
    }
    if (lines.length !== this.#stored) {
      throw new Finding(
        `said that ${this.#stored} were stored, ${lines.length} are`,
      );
    }
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handler[Symbol.asyncDispose]();
  }
}

function batch(random: Random): Uint8Array {
  const events = Array.from(
    { length: 1 + random.below(4) },
    () => random.pick(EVENTS),
  );
  const text = random.isWithin(0.5)
    ? events.join("\n")
    : `[${events.join(",")}]`;
  return mutate(random, new TextEncoder().encode(text), JSON_TOKENS);
}
