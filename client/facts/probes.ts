/** What the facts are found out with: the machine, so far as they touch it. */
import type { ReadEnvironment } from "../switches.ts";

/** How long what a command printed holds. */
export interface Keep {
  readonly ms: number;
  /** How long nobody asks again where it failed; not at all where this is not said. */
  readonly failureMs?: number;
  /** What it depends on besides the command. */
  readonly parts: readonly unknown[];
}

/** How to run a command. */
export interface RunOptions {
  /** After this time the command is killed, with all it started. */
  readonly timeoutMs: number;
  /** Whether it is to leave the processor to all others, where the system knows how. */
  readonly isLowPriority?: true;
  /** Whether an answer that was given to an earlier process does as well. */
  readonly keep?: Keep;
  /** Variables that differ from the client's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a command and returns what it printed; throws where it fails or takes too long. The
 * recursion guard is in its environment.
 */
export type Run = (
  command: readonly [string, ...string[]],
  options: RunOptions,
) => Promise<string>;

/** What a file is, without its contents. */
export interface FileInfo {
  readonly sizeBytes: number;
  readonly isFile: boolean;
  /** Unix permission bits, where there are any. */
  readonly mode: number | null;
  /** When its contents changed, in milliseconds since 1970, where the system says. */
  readonly changedMs: number | null;
}

/** Everything asynchronous throws where it has no answer. */
export interface Probes {
  readonly os: typeof Deno.build.os;
  readonly arch: typeof Deno.build.arch;
  readonly environment: ReadEnvironment;
  readonly hostname: () => string;
  /** The kernel's release; on Windows its version, such as `10.0.19045`. */
  readonly osRelease: () => string;
  readonly userId: () => number | null;
  /** How many processors this process may use. */
  readonly coreCount: () => number;
  /** The memory of the whole machine. */
  readonly memoryBytes: () => number;
  readonly readText: (path: string) => Promise<string>;
  /** The first bytes of a file, as Latin-1. */
  readonly readStart: (path: string, sizeBytes: number) => Promise<string>;
  readonly fileInfo: (path: string) => Promise<FileInfo>;
  /** The names in a folder. */
  readonly listFolder: (path: string) => Promise<string[]>;
  /** The path with all links followed. */
  readonly realPath: (path: string) => Promise<string>;
  readonly run: Run;
}

/** Finds out one fact within a time. */
export type Fact<T> = (probes: Probes, timeoutMs: number) => Promise<T>;

/** A group of facts where single ones may be unobtainable. */
export type Partly<T> = { readonly [Key in keyof T]: T[Key] | undefined };

/** What `work` comes to, or `undefined` where it throws. */
export async function unlessItFails<T>(
  work: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
