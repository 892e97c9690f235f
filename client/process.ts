/** What the entry hands to the programs behind it: the process, so far as they touch it. */
import type { ReadEnvironment } from "./switches.ts";

export interface Process {
  readonly args: readonly string[];
  /** When the process started, in milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds since then, on a steady clock. */
  readonly now: () => number;
  /** The working directory, where there is one. */
  readonly cwd?: string;
  readonly environment: ReadEnvironment;
  readonly setEnvironment: (name: string, value: string) => void;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly exit: (code: number) => void;
}
