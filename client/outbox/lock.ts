/** The outbox's lock: whoever has it is the only one who sends. It goes with its process. */
import { FileLock, NoLockError } from "../../lib/file_lock.ts";
import { join } from "../paths.ts";
import { makeFolders } from "./files.ts";

/** This process's use of the lock. */
export class OutboxLock {
  readonly #lock: FileLock<Deno.FsFile>;

  /** @param folder the outbox's */
  constructor(folder: string) {
    this.#lock = new FileLock(() => open(folder));
  }

  /**
   * Takes the lock; `undefined` where another process keeps it for longer than `waitMs`. Where the
   * system has none for this folder everybody has it: an event that is sent twice is stored once,
   * and one that nobody may send never.
   *
   * @throws where the outbox cannot be written
   */
  async take(waitMs: number): Promise<Disposable | undefined> {
    try {
      return await this.#lock.take(waitMs);
    } catch (error) {
      if (!(error instanceof NoLockError)) throw error;
      return { [Symbol.dispose]: () => {} };
    }
  }
}

function open(folder: string): Deno.FsFile {
  const path = join(folder, "lock");
  const options = { write: true, create: true, mode: 0o600 };
  try {
    return Deno.openSync(path, options);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    makeFolders(folder);
    return Deno.openSync(path, options);
  }
}
