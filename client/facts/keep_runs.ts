/** Commands whose answer holds for a time are not run at every start. */
import type { Cache } from "../cache.ts";
import type { Probes, Run } from "./probes.ts";

export interface KeepRunsOptions {
  readonly cache: Cache;
  /** Milliseconds since 1970. */
  readonly startMs: number;
}

/** An answer as the cache has it; without an output, that there was none. */
interface Kept {
  readonly output?: string;
  /** When it was given, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The probes, with what a command told earlier processes where its `keep` allows that. */
export function keepRuns(
  probes: Probes,
  { cache, startMs }: KeepRunsOptions,
): Probes {
  const run: Run = async (command, options) => {
    const { keep } = options;
    if (keep === undefined) return await probes.run(command, options);
    const key = ["run", command, options.environment, keep.parts];
    const { output, atMs } = asKept(await cache.get(key));
    const ageMs = startMs - atMs;
    if (ageMs >= 0 && output !== undefined && ageMs < keep.ms) return output;
    if (ageMs >= 0 && output === undefined && ageMs < (keep.failureMs ?? 0)) {
      throw new Error(`"${command[0]}" failed lately`);
    }
    try {
      const output = await probes.run(command, options);
      await cache.set(key, { output, atMs: startMs });
      return output;
    } catch (error) {
      if (keep.failureMs) await cache.set(key, { atMs: startMs });
      throw error;
    }
  };
  return { ...probes, run };
}

/** Anything may be in a file. */
function asKept(value: unknown): Kept {
  const { output, atMs } = Object(value);
  if (typeof atMs !== "number") return { atMs: -Infinity };
  return typeof output === "string" ? { output, atMs } : { atMs };
}
