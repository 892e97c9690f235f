/** The executables this project builds, and what each may do. */

import type { Target } from "./targets.ts";

/** One permission of an executable, and why it needs it. */
export interface Permission {
  readonly flag: string;
  readonly reason: string;
  /** The system on which alone it is needed. */
  readonly only?: "windows";
}

/** One executable. */
export interface Program {
  /** The file's name, without `.exe`. */
  readonly name: string;
  /** Its entry file, relative to the project's root. */
  readonly entry: string;
  /**
   * The files that the entry itself imports lazily, relative to the project's root; none where a
   * start may take its time.
   */
  readonly lazy: readonly string[];
  /** The entry files of its threads, each beside the bundle under its own name. */
  readonly workers: readonly string[];
  readonly permissions: readonly Permission[];
}

/**
 * What both executables are built with, whatever they do.
 *
 * The code cache is off because the runtime keeps it in the temporary folder under a name that
 * anyone can predict, and runs what it finds there: on a shared machine another user could put
 * their code into ours. Measured: an empty program starts equally fast without it.
 */
export const COMMON_FLAGS: readonly string[] = [
  "--no-prompt",
  "--no-code-cache",
];

/** Lets a program give its threads less than it has itself. */
const THREADS_FLAG = "--unstable-worker-options";

/**
 * How much garbage a thread's heap gathers before it is looked through, in percent of what is in
 * use: by itself V8 lets the heap of a machine with much memory become four times as large.
 * Measured: `/v1/fields` of ten million events takes 240 MB less, and no question longer. What has
 * just been made has three times 8 MiB in place of 16: several of the largest answers in a row take
 * 40 MB less, and no question or request longer; with 4 MiB a request takes more of the processor.
 *
 * V8 allows the memory of buffers to grow by a tenth only: batches on their way are more than that
 * of what the server has, and every 90 ms its heap was looked through, which took a tenth of the
 * main thread. With 1.5 it may grow as all else may.
 *
 * `gc` is what `lib/collect_garbage.ts` calls.
 */
export const HEAP_FLAGS =
  "--v8-flags=--heap-growing-percent=40,--max-semi-space-size=8,--external-memory-max-growing-factor=1.5,--expose-gc";

/** What an executable for a target is built with. */
export function flagsFor(
  { permissions, workers }: Pick<Program, "permissions" | "workers">,
  target: Target,
): string[] {
  return [
    ...COMMON_FLAGS,
    ...workers.length > 0 ? [THREADS_FLAG, HEAP_FLAGS] : [],
    ...permissions
      .filter(({ only }) => only === undefined || target.includes(only))
      .map(({ flag }) => flag),
  ];
}

/** The executables, with the least permissions each needs. */
export const PROGRAMS: readonly Program[] = [
  {
    name: "pyanalytics-server",
    entry: "server.ts",
    lazy: [],
    workers: [
      "lib/store/query_worker.ts",
      "lib/store/scan_worker.ts",
      "lib/store/compress_worker.ts",
      "lib/http/batch/batch_worker.ts",
    ],
    permissions: [
      { flag: "--allow-net", reason: "listens on any --host and --port" },
      { flag: "--allow-read", reason: "any --data, --config and --tls-* path" },
      { flag: "--allow-write", reason: "the journal, wherever --data is" },
      {
        flag: "--allow-env=PYANALYTICS_*",
        reason: "its options, and nothing else that the environment holds",
      },
      { flag: "--allow-sys=hostname", reason: "the lock names its holder" },
    ],
  },
  {
    name: "pyanalytics-client",
    entry: "client/main.ts",
    lazy: [
      "client/child.ts",
      "client/commands/mod.ts",
      "client/foreground.ts",
      "client/inheritance.ts",
      "client/outbox/starts.ts",
    ],
    workers: [],
    permissions: [
      { flag: "--allow-net", reason: "posts to any --server; looks up names" },
      { flag: "--allow-read", reason: "config, PATH, and facts of the system" },
      {
        flag: "--allow-write",
        reason: "the outbox; what is kept of an interpreter",
      },
      { flag: "--allow-env", reason: "PATH, HOME and facts; hands them on" },
      {
        flag: "--allow-sys=hostname,osRelease,systemMemoryInfo,uid",
        reason: "facts; the user for whom nobody set a name",
      },
      { flag: "--allow-run", reason: "itself, detached, and any Python" },
      {
        flag: "--allow-ffi=C:\\Windows\\System32\\kernel32.dll",
        reason: "keeps open handles from the detached copy; its priority",
        only: "windows",
      },
    ],
  },
];
