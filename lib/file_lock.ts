/** The system's exclusive lock on a file, for whoever is to be told that another has it. */

/** The file; `Deno.FsFile.tryLock` came after 2.6, which the executables may be made of. */
export type LockableFile =
  & Pick<Deno.FsFile, "lock" | "close">
  & Partial<Pick<Deno.FsFile, "tryLock">>;

/**
 * Where the runtime cannot ask without waiting, a free lock comes sooner than this, also where
 * hundreds of processes have filled the machine.
 */
const SHORTEST_WAIT_MS = 500;
const POLL_MS = 20;

/**
 * One process's use of a lock.
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
   * The locked file; `undefined` where others have the lock for longer than `waitMs`, or the
   * system has none for this file.
   *
   * @throws what `open` throws
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
    const isLocked = await poll(() => file.tryLock!(true), waitMs)
      .catch(() => false);
    if (isLocked) return file;
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
  /** The locked file; `undefined` where the system has no lock for it. */
  readonly file: Promise<File | undefined>;
  #isDecided = false;
  #isWaitedFor = false;

  /** @param onUnused called where it is decided while nobody waits for it */
  constructor(file: File, onUnused: () => void) {
    const decide = (isLocked: boolean) => {
      this.#isDecided = true;
      const isUsed = this.#isWaitedFor && isLocked;
      // Whoever has a use for it would be kept out.
      if (!isUsed) file.close();
      if (!this.#isWaitedFor) onUnused();
      return isUsed ? file : undefined;
    };
    this.file = file.lock(true).then(() => decide(true), () => decide(false));
  }

  /** Waits for it. Tells whether it was decided within a time. */
  async isDecided(waitMs: number): Promise<boolean> {
    this.#isWaitedFor = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
    });
    await Promise.race([this.file, patience]);
    clearTimeout(timer);
    // Both may have come at once.
    this.#isWaitedFor = this.#isDecided;
    return this.#isDecided;
  }
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
