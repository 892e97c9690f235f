/** Upkeep as long as a store is open. */
import type { Journal } from "../journal/mod.ts";
import { Upkeep, type UpkeepOptions } from "../journal/upkeep/upkeep.ts";
import { CompressThread } from "./compress_thread.ts";

/** What is done with sealed segments. */
export interface StoreUpkeep extends UpkeepOptions {
  readonly clock: () => Date;
  readonly report: (message: string) => void;
}

/** How often is looked for segments that were sealed, or are no longer kept. */
const INTERVAL_MS = 10 * 60 * 1000;

/** Rounds of upkeep, from now on and every ten minutes. */
export class RunningUpkeep {
  readonly #compressing: CompressThread;
  readonly #upkeep: Upkeep;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Resolves when no round is under way. */
  #round: Promise<void>;

  constructor(journal: Journal, options: StoreUpkeep) {
    this.#compressing = new CompressThread(journal.directory);
    this.#upkeep = new Upkeep({
      ...options,
      directory: journal.directory,
      writtenPath: () => journal.writtenPath,
      prepare: (view) => this.#compressing.prepare(view),
    });
    this.#round = this.#upkeep.run();
    this.#timer = setInterval(() => {
      this.#round = Promise.all([this.#round, this.#upkeep.run()])
        .then(() => {});
    }, INTERVAL_MS);
  }

  /** Breaks off what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#upkeep.stop();
    this.#compressing[Symbol.dispose]();
    await this.#round;
  }
}
