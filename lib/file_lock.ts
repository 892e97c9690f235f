/** The system's exclusive lock on a file, for whoever is to be told that another has it. */
import { messageOf } from "./error.ts";

/** The file; `Deno.FsFile.tryLock` came after 2.6, which the executables may be made of. */
export type LockableFile =
  & Pick<Deno.FsFile, "lock" | "close">
  & Partial<Pick<Deno.FsFile, "tryLock">>;

/** The system has no lock for a file, such as on some network file systems. */
export class NoLockError extends Error {
  override readonly name = "NoLockError";
}

/**
 * Where the runtime cannot ask without waiting, a free lock comes sooner than this, also where
 * hundreds of processes have filled the machine.
 */
const SHORTEST_WAIT_MS = 500;
const POLL_MS = 20;

/**
 * One process's use of a lock, one after another.
 *
 * Where the runtime cannot ask without waiting, a request that came to nothing cannot be taken
 * back. It is the next time's: if each time made one more, they would all get the lock, one after
 * another with nobody to use it.
 */
export class FileLock<File extends LockableFile> {
  readonly #open: () => File;
  #request: LockRequest<File> | undefined;

  /** @param open opens the file, whose closing gives the lock back */
  constructor(open: () => File) {
    this.#open = open;
  }

  /**
   * The locked file; `undefined` where others have the lock for longer than `waitMs`.
   *
   * @throws what `open` throws
   * @throws {NoLockError} where the system has none, with what it says
   */
  async take(waitMs: number): Promise<File | undefined> {
    return this.#request === undefined
      ? await this.#ask(this.#open(), waitMs)
      : await this.#waitFor(this.#request, waitMs);
  }

  async #ask(file: File, waitMs: number): Promise<File | undefined> {
    if (file.tryLock === undefined) {
      const request = new LockRequest(file, () => this.#request = undefined);
      return await this.#waitFor(request, waitMs);
    }
    try {
      if (await poll(() => file.tryLock!(true), waitMs)) return file;
    } catch (cause) {
      file.close();
      throw noLock(cause);
    }
    file.close();
    return undefined;
  }

  async #waitFor(
    request: LockRequest<File>,
    waitMs: number,
  ): Promise<File | undefined> {
    this.#request = request;
    if (!await request.isDecided(Math.max(SHORTEST_WAIT_MS, waitMs))) {
      return undefined;
    }
    this.#request = undefined;
    return await request.file;
  }
}

/** A request that waits for the lock, whatever its process does in the meantime. */
class LockRequest<File extends LockableFile> {
  /** The locked file, where it was waited for; rejects with a `NoLockError`. */
  readonly file: Promise<File>;
  #isDecided = false;
  #isWaitedFor = false;

  /** @param onUnused called where it is decided while nobody waits for it */
  constructor(file: File, onUnused: () => void) {
    const decide = (isLocked: boolean) => {
      this.#isDecided = true;
      // Whoever has a use for it would be kept out.
      if (!isLocked || !this.#isWaitedFor) file.close();
      if (!this.#isWaitedFor) onUnused();
    };
    this.file = file.lock(true).then(() => {
      decide(true);
      return file;
    }, (cause) => {
      decide(false);
      throw noLock(cause);
    });
    // Nobody may be waiting.
    this.file.catch(() => {});
  }

  /** Waits for it. Tells whether it was decided within a time. */
  async isDecided(waitMs: number): Promise<boolean> {
    this.#isWaitedFor = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
    });
    await Promise.race([this.file.catch(() => {}), patience]);
    clearTimeout(timer);
    // Both may have come at once.
    this.#isWaitedFor = this.#isDecided;
    return this.#isDecided;
  }
}

function noLock(cause: unknown): NoLockError {
  return new NoLockError(messageOf(cause), { cause });
}

/** Asks until it is so, or time is over. */
async function poll(
  ask: () => Promise<boolean>,
  waitMs: number,
): Promise<boolean> {
  const end = performance.now() + waitMs;
  for (;;) {
    if (await ask()) return true;
    if (performance.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
