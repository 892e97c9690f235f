/** Servers that are offered events, and whether they kept what is promised. */
import { isMet, type Target } from "../../bench/samples.ts";
import type { ServerProcess } from "../server_process.ts";
import { growth, withMemorySamples } from "./memory_samples.ts";
import { type Offered, offerEvents, type OfferOptions } from "./offered/mod.ts";

const MEBIBYTE = 1024 * 1024;

/** What is offered; to whom, and as which events, a trial knows. */
export type TrialLoad = Omit<OfferOptions, "port" | "run" | "lateMs">;

/** Of a hundred events 99 are to be stored so soon after they were due. */
export const LATE_MS = 20;

/** What became of it, and of the server meanwhile. */
export interface TrialFigures extends Offered {
  /** The server's resident memory in each second of the time, in bytes. */
  readonly memorySamples: readonly number[];
}

/** Keeps count of what was acknowledged, and of what was not as promised. */
export class Trial {
  readonly #say: (line: string) => void;
  readonly #findings: string[] = [];
  #acknowledged = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Events that were answered as stored, by all servers. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Offers events that no one has offered before, and says what became of them. */
  async offer(
    name: string,
    server: ServerProcess,
    load: TrialLoad,
  ): Promise<TrialFigures> {
    const run = crypto.randomUUID().slice(0, 8);
    const offering = offerEvents({
      ...load,
      port: server.port,
      run,
      lateMs: LATE_MS,
    });
    const { result, samples } = await withMemorySamples(server.pid, offering);
    this.#acknowledged += result.stored;
    const { connections, rate } = load;
    const memoryMiB = Math.round(growth(samples).lateBytes / MEBIBYTE);
    this.say(name, { connections, rate, ...result, memoryMiB });
    return { ...result, memorySamples: samples };
  }

  /** Says what was found. */
  say(name: string, figures: Readonly<Record<string, unknown>>): void {
    this.#say(`load, ${name}: ${JSON.stringify(figures)}`);
  }

  /** Notes where a figure is not within its bound. */
  expect(what: string, figure: number, target: Target): void {
    if (isMet(figure, target)) return;
    const bound = "atLeast" in target
      ? `at least ${target.atLeast}`
      : `at most ${target.atMost}`;
    this.#findings.push(`${what} must be ${bound}, was ${figure}`);
  }

  /** @throws {Error} with all that was noted */
  conclude(): void {
    if (this.#findings.length > 0) throw new Error(this.#findings.join("; "));
  }
}
