/** What the parts of the benchmark share. */
import type { Answer } from "./answer.ts";
import type { DuckDB } from "./duckdb.ts";

/** One run of the benchmark. */
export interface QueryBench {
  /** The folder with the segments. */
  readonly journal: string;
  readonly events: number;
  readonly sizeBytes: number;
  readonly rounds: number;
  /** `undefined` where this machine cannot load it. */
  readonly duckdb: DuckDB | undefined;
  /** What a reader of the first report is to know. */
  readonly notes: readonly string[];
  readonly say: (line: string) => void;
}

/** @throws {Error} where the answer to a question about all events is not about all */
export function checkTotal({ events }: QueryBench, answer: Answer): void {
  let total = answer.without ?? 0;
  for (const [count] of answer.groups.values()) total += count ?? 0;
  if (total !== events) {
    throw new Error(`The answer is about ${total} of ${events} events`);
  }
}

/** Says whose answers were compared with ours. */
export function comparisonCheck(
  answer: Answer,
  others: readonly string[],
): string {
  const compared = others.length === 0
    ? "with no other program to compare them with"
    : `the same from ours, ${others.join(", ")}`;
  return `${answer.groups.size} groups, ${compared}; the same from ours in every round`;
}
