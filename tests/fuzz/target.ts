/** What is fuzzed: something that is fed one odd input after the other. */
import type { Random } from "../../lib/testing/random.ts";

/** Takes inputs in. */
export interface Target extends AsyncDisposable {
  /**
   * Makes one input and puts it in.
   *
   * @throws {Error} where what came of it is wrong
   */
  feed(random: Random): Promise<void>;
  /**
   * Looks at what has gathered.
   *
   * @throws {Error} where that is wrong
   */
  check(): Promise<void>;
}

/** How a target is made. */
export interface TargetKind {
  readonly name: string;
  /** So much of the inputs that are asked for: less where each takes long. */
  readonly share: number;
  /** How many inputs one target takes before another is made. */
  readonly inputsPerTarget: number;
  /** How many inputs are under way at once. */
  readonly concurrency: number;
  readonly open: () => Promise<Target>;
}

/** Says that something is not as it should be. */
export class Finding extends Error {
  override readonly name = "Finding";
}
