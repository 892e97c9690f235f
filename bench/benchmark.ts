/** What all benchmarks have in common. */
import type { Report } from "./report.ts";

/** How a benchmark is run. */
export interface BenchOptions {
  /** How often everything is measured, in turns. */
  readonly rounds: number;
  /** How many events to work on; each benchmark has its own default. */
  readonly events: number | undefined;
  readonly environment: (name: string) => string | undefined;
  /** Told a line now and then, for who waits. */
  readonly say: (line: string) => void;
}

/** One benchmark. */
export interface Benchmark {
  /** As on the command line. */
  readonly name: string;
  /** What this machine lacks for it, and how to install that; `undefined` if nothing. */
  missing(): Promise<string | undefined>;
  /** Measures, and checks that the work was done. */
  run(options: BenchOptions): Promise<readonly Report[]>;
}
