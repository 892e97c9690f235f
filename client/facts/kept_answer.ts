/** What an interpreter said before, for as long as it would say the same. */
import type { Cache } from "../cache.ts";
import {
  INTERPRETER_CODE,
  type InterpreterAnswer,
  type InterpreterFacts,
} from "./interpreter_code.ts";
import { type Probes, unlessItFails } from "./probes.ts";

export interface KeptAnswerOptions {
  readonly cache: Cache;
  /** The interpreter's path. */
  readonly interpreter: string;
  /** Whether packages were asked for. */
  readonly packages: boolean;
  /** Milliseconds since 1970. */
  readonly startMs: number;
}

export interface KeptAnswer {
  /** What it said, where that still holds. */
  readonly facts: InterpreterFacts | undefined;
  /** Keeps a new answer for later. */
  readonly keep: (answer: InterpreterAnswer) => Promise<void>;
}

/** An answer as the cache has it. */
interface Entry {
  readonly facts: InterpreterFacts;
  /** When it was given, in milliseconds since 1970. */
  readonly atMs: number;
  /** When what was watched had changed; `null` for what was not there. */
  readonly watched: Readonly<Record<string, number | null>>;
}

/** Libraries are updated without a trace on the interpreter. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * Looks the interpreter up by path, size and time of change; so does whatever it named to be
 * watched, such as the folders of its packages, have to be as it was.
 */
export async function keptAnswer(
  probes: Probes,
  { cache, interpreter, packages, startMs }: KeptAnswerOptions,
): Promise<KeptAnswer> {
  const info = await unlessItFails(() => probes.fileInfo(interpreter));
  if (info === undefined || info.changedMs === null) {
    return { facts: undefined, keep: () => Promise.resolve() };
  }
  const { sizeBytes, changedMs } = info;
  const key = [INTERPRETER_CODE, interpreter, sizeBytes, changedMs, packages];
  const entry = asEntry(await cache.get(key));
  const ageMs = startMs - (entry?.atMs ?? 0);
  const isFresh = entry !== undefined && ageMs >= 0 && ageMs < MAX_AGE_MS &&
    await isUnchanged(probes, entry.watched);
  return {
    facts: isFresh ? entry.facts : undefined,
    keep: async ({ facts, watched }) => {
      // Another manager's shim: what it stands for may be another one at the next start.
      if (!await isSameFile(probes, facts.executable, interpreter)) return;
      const times = await Promise.all(watched.map(async (path) => [
        path,
        await changeOf(probes, path),
      ]));
      const entry: Entry = {
        facts,
        atMs: startMs,
        watched: Object.fromEntries(times),
      };
      await cache.set(key, entry);
    },
  };
}

/** Anything may be in a file. */
function asEntry(value: unknown): Entry | undefined {
  const isObject = (each: unknown) => typeof each === "object" && each !== null;
  const { facts, atMs, watched } = (value ?? {}) as Partial<Entry>;
  return isObject(facts) && typeof atMs === "number" && isObject(watched)
    ? value as Entry
    : undefined;
}

async function isUnchanged(
  probes: Probes,
  watched: Entry["watched"],
): Promise<boolean> {
  const unchanged = await Promise.all(
    Object.entries(watched).map(async ([path, changedMs]) =>
      await changeOf(probes, path) === changedMs
    ),
  );
  return unchanged.every(Boolean);
}

async function changeOf(probes: Probes, path: string): Promise<number | null> {
  const info = await unlessItFails(() => probes.fileInfo(path));
  return info?.changedMs ?? null;
}

async function isSameFile(
  probes: Probes,
  executable: unknown,
  interpreter: string,
): Promise<boolean> {
  if (typeof executable !== "string") return false;
  const [one, other] = await Promise.all([
    unlessItFails(() => probes.realPath(executable)),
    unlessItFails(() => probes.realPath(interpreter)),
  ]);
  return one !== undefined && one === other;
}
