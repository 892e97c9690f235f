/** Commands whose answer several facts, or several starts, can share. */
import type { Cache } from "../cache.ts";
import type { Probes, Run } from "./probes.ts";

export interface RememberOptions {
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

/**
 * The probes, with a memory for what the same command has said: to this process, and where `keep`
 * allows it to those before.
 */
export function rememberRuns(
  probes: Probes,
  { cache, startMs }: RememberOptions,
): Probes {
  const answers = new Map<string, ReturnType<Run>>();

  const runOrKnow: Run = async (command, options) => {
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

  const run: Run = (command, options) => {
    const key = JSON.stringify([command, options.environment]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = runOrKnow(command, options);
    answers.set(key, answer);
    return answer;
  };
  return { ...probes, run };
}

/** Anything may be in a file. */
function asKept(value: unknown): Kept {
  const { output, atMs } = Object(value);
  if (typeof atMs !== "number") return { atMs: -Infinity };
  return typeof output === "string" ? { output, atMs } : { atMs };
}
