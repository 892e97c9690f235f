/** The outbox's lock: whoever has it is the only one who sends. It goes with its process. */
import { tryLock } from "../../lib/try_lock.ts";
import { makeFolders } from "./files.ts";

/**
 * Where the runtime cannot ask without waiting, a free lock comes sooner than this, also where a
 * storm of starts has filled the machine: a child that took it for taken left starts to nobody.
 */
const SHORTEST_WAIT_MS = 500;
const POLL_MS = 20;

export interface LockOptions {
  readonly folder: string;
  readonly path: string;
  /** How long to wait for another process; 0 asks once. */
  readonly waitMs: number;
}

/** Takes the lock; `undefined` where another process has it. */
export async function takeLock(
  { folder, path, waitMs }: LockOptions,
): Promise<Disposable | undefined> {
  const file = open(path, folder);
  const end = performance.now() + waitMs;
  for (;;) {
    const leftMs = end - performance.now();
    if (await tryLock(file, Math.max(SHORTEST_WAIT_MS, leftMs))) {
      return { [Symbol.dispose]: () => file.close() };
    }
    if (performance.now() >= end) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  file.close();
  return undefined;
}

function open(path: string, folder: string): Deno.FsFile {
  const options = { write: true, create: true, mode: 0o600 };
  try {
    return Deno.openSync(path, options);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    makeFolders(folder);
    return Deno.openSync(path, options);
  }
}
