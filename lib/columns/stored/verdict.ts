/** What is said of a stored file. */

/** It is not what its checksum, its header or its lines say. */
export interface Problem {
  readonly problem: string;
}

/**
 * `stale`: of another version, about lines that are no longer there, or somebody else's;
 * `undefined`: all is well.
 */
export type Verdict = "stale" | Problem | undefined;

/** What is decoded; where its checksum is right and its content is not, that is the problem. */
export function orProblem<T>(decode: () => T): T | Problem {
  try {
    return decode();
  } catch {
    return { problem: "its content is not what its header says" };
  }
}
