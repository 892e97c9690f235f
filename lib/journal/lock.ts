/**
 * The exclusive lock of a journal's folder.
 *
 * It is on a file of its own, since a lock on a data file would bar readers on Windows; and it
 * is the system's, so that it goes with its process, however that ends.
 */
import { join } from "@std/path";
import { messageOf } from "../error.ts";
import { FileLock } from "../file_lock.ts";

/** Who holds a lock; told to whoever asks for it in vain. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the holder started: ISO 8601, UTC. */
  readonly started: string;
}

/** A held lock. */
export interface Lock extends Disposable {
  readonly path: string;
}

/** The folder is in use, or its lock file cannot be used. */
export class LockError extends Error {
  override readonly name = "LockError";
}

/**
 * Takes the lock of a folder.
 *
 * @throws {LockError} where another process has it, naming that process
 */
export async function takeLock(
  directory: string,
  holder: LockHolder,
): Promise<Lock> {
  const path = join(directory, "lock");
  const file = await lockOf(path).take(0).catch((cause) => {
    throw new LockError(`Cannot lock "${directory}": ${messageOf(cause)}`, {
      cause,
    });
  });
  if (file === undefined) {
    throw new LockError(
      `Cannot use "${directory}": another server holds its lock (${
        describeHolder(path)
      })`,
    );
  }
  writeHolder(file, holder);
  return {
    path,
    [Symbol.dispose]() {
      file.truncateSync(0);
      file.close();
    },
  };
}

function lockOf(path: string): FileLock<Deno.FsFile> {
  const options = { read: true, write: true, create: true, mode: 0o600 };
  return new FileLock(() => Deno.openSync(path, options));
}

/** Its text is for people: that the disk is full must not keep questions from being answered. */
function writeHolder(file: Deno.FsFile, holder: LockHolder): void {
  file.truncateSync(0);
  try {
    file.writeSync(new TextEncoder().encode(`${JSON.stringify(holder)}\n`));
  } catch {
    // It is held all the same.
  }
}

function describeHolder(path: string): string {
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(1024);
    const count = file.readSync(bytes) ?? 0;
    const { pid, host, started } = JSON.parse(
      new TextDecoder().decode(bytes.subarray(0, count)),
    );
    return `pid ${Number(pid)} on ${JSON.stringify(host)}, since ${
      JSON.stringify(started)
    }`;
  } catch {
    // Its text may be half written, and on Windows cannot be read while it is locked.
    return "its holder cannot be read";
  }
}
