/** How long each source of facts took. */
import type { Cache } from "../cache.ts";
import type { Probes } from "./probes.ts";
import { factsOf, type Source, type SourceKind } from "./source_facts.ts";

export type { Source };

/** One source, and what came of it. All times are in milliseconds. */
export interface SourceTime {
  readonly source: Source;
  /** The facts, as `factsOf` names them. */
  readonly facts: ReadonlySet<string>;
  /** On the clock that was handed in. */
  readonly begunMs: number;
  /** From its beginning to its end, of all times that it was asked. */
  readonly tookMs: number;
  /** Whether it had no answer. */
  readonly isFailed: boolean;
  /** Whether a command was not run, as what it told an earlier process still holds. */
  readonly isKept: boolean;
}

interface Entry {
  readonly source: Source;
  readonly facts: Set<string>;
  readonly begunMs: number;
  tookMs: number;
  isFailed: boolean;
  /** How many ask at this moment, and since when one does. */
  asking: number;
  sinceMs: number;
}

/** Watches probes. What is found out at the same time overlaps. */
export class SourceTimes {
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #run = new Set<string>();

  /** @param now milliseconds on any steady clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** All sources so far, in the order in which they were first asked. */
  list(): SourceTime[] {
    return Array.from(this.#entries, ([key, entry]) => ({
      ...entry,
      isKept: entry.source.kind === "run" && !this.#run.has(key),
    }));
  }

  /** The probes below all that remembers answers: what is asked there is really run. */
  withoutMemory(probes: Probes): Probes {
    return {
      ...probes,
      run: (command, options) => {
        this.#run.add(keyOf({ kind: "run", words: command }));
        return probes.run(command, options);
      },
    };
  }

  /** The probes for one group of facts. */
  probes(group: string, probes: Probes): Probes {
    const { os } = probes;
    const call = <Args extends unknown[], Result>(
      kind: SourceKind,
      ask: (...args: Args) => Result,
      wordsOf: (...args: Args) => readonly string[] = () => [],
    ) =>
    (...args: Args): Result => {
      const source: Source = { kind, words: wordsOf(...args) };
      return this.watch(source, factsOf(group, source, os), () => ask(...args));
    };
    const path = (path: string) => [path];
    return {
      ...probes,
      environment: call("environment", probes.environment),
      hostname: call("host name", probes.hostname),
      osRelease: call("kernel release", probes.osRelease),
      userId: call("user id", probes.userId),
      coreCount: call("processors", probes.coreCount),
      memoryBytes: call("memory", probes.memoryBytes),
      readText: call("read", probes.readText, path),
      readStart: call("read", probes.readStart, path),
      fileInfo: call("look at", probes.fileInfo, path),
      listFolder: call("list", probes.listFolder, path),
      realPath: call("look at", probes.realPath, path),
      run: call("run", probes.run, (command) => command),
    };
  }

  /** The cache that has what interpreters said before, for one group of facts. */
  cache(group: string, cache: Cache, os: Probes["os"]): Cache {
    return {
      get: (parts) => {
        const source: Source = { kind: "recall", words: [String(parts[1])] };
        const facts = factsOf(group, source, os);
        return this.watch(source, facts, () => cache.get(parts));
      },
      set: cache.set,
    };
  }

  /** Asks a source, and notes its time. */
  watch<Result>(
    source: Source,
    facts: readonly string[],
    ask: () => Result,
  ): Result {
    const key = keyOf(source);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = {
        source,
        facts: new Set(),
        begunMs: this.#now(),
        tookMs: 0,
        isFailed: false,
        asking: 0,
        sinceMs: 0,
      };
      this.#entries.set(key, entry);
    }
    for (const fact of facts) entry.facts.add(fact);
    return this.#timed(entry, ask);
  }

  #timed<Result>(entry: Entry, ask: () => Result): Result {
    if (entry.asking++ === 0) entry.sinceMs = this.#now();
    const end = (isFailed: boolean) => {
      if (--entry.asking === 0) entry.tookMs += this.#now() - entry.sinceMs;
      entry.isFailed = isFailed;
    };
    try {
      const result = ask();
      if (result instanceof Promise) {
        result.then(() => end(false), () => end(true));
      } else {
        end(false);
      }
      return result;
    } catch (error) {
      end(true);
      throw error;
    }
  }
}

function keyOf({ kind, words }: Source): string {
  return JSON.stringify([kind, words]);
}
