/** What those who write a journal need of files, so that tests can put faults in between. */
import { dirname } from "@std/path";

/** A file that is appended to. */
export interface AppendFile {
  /** The size when it was opened. */
  readonly sizeBytes: number;
  /** Tells it from any other file that its path may name later. */
  readonly identity: string;
  /** Appends a first part of `bytes` and tells how many of them; may be short. */
  write(bytes: Uint8Array): number;
  /**
   * Resolves when all that was written survives a loss of power. A second one may begin before
   * the first has ended: the system tells each that a write was lost.
   */
  sync(): Promise<void>;
  /** The same, but holds up the whole thread: for what is done once. */
  syncNow(): void;
  /** Cuts the file. */
  truncate(sizeBytes: number): void;
  /** The size now; `undefined` where its path names no file any longer, or another one. */
  currentSizeBytes(): number | undefined;
  close(): void;
}

/** Opens files for appending. */
export interface JournalFileSystem {
  /** Opens the file, after making it where there is none. */
  openAppend(path: string): AppendFile;
  remove(path: string): void;
  /** Removes a folder with all that is in it; does nothing where there is none. */
  removeFolder(path: string): void;
  /** Gives a file another name, all at once, in the place of what has that name. */
  rename(from: string, to: string): void;
  /** Makes the entries of a folder survive a loss of power. */
  syncDirectory(path: string): void;
}

/** Readable by the owner alone: events tell about people. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** The real file system. */
export const realFileSystem: JournalFileSystem = {
  openAppend(path) {
    const file = Deno.openSync(path, {
      append: true,
      create: true,
      mode: FILE_MODE,
    });
    try {
      return appendFile(path, file);
    } catch (error) {
      file.close();
      throw error;
    }
  },
  remove: (path) => Deno.removeSync(path),
  removeFolder(path) {
    try {
      Deno.removeSync(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
  rename: Deno.renameSync,
  syncDirectory(path) {
    // Windows has no such operation: NTFS journals the entry by itself.
    if (Deno.build.os === "windows") return;
    using handle = Deno.openSync(path);
    handle.syncSync();
  },
};

function appendFile(path: string, file: Deno.FsFile): AppendFile {
  const stat = file.statSync();
  const identity = identityOf(stat);
  // Linux reports a lost write once to each handle: overlapping syncs take turns with two.
  const other = Deno.openSync(path, { write: true });
  let [next, after] = [file, other];
  return {
    sizeBytes: stat.size,
    identity,
    write: (bytes) => file.writeSync(bytes),
    sync() {
      [next, after] = [after, next];
      return after.syncData();
    },
    syncNow: () => file.syncDataSync(),
    truncate: (sizeBytes) => file.truncateSync(sizeBytes),
    currentSizeBytes() {
      const now = statIfThere(path);
      return now && identityOf(now) === identity ? now.size : undefined;
    },
    close() {
      file.close();
      other.close();
    },
  };
}

function identityOf({ dev, ino }: Deno.FileInfo): string {
  return `${dev}:${ino}`;
}

function statIfThere(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Opens a file for appending, after making it where there is none; a new one survives a loss of
 * power only with its entry in the folder.
 */
export function openDurably(
  fileSystem: JournalFileSystem,
  path: string,
): AppendFile {
  const file = fileSystem.openAppend(path);
  try {
    if (file.sizeBytes === 0) fileSystem.syncDirectory(dirname(path));
  } catch (error) {
    file.close();
    throw error;
  }
  return file;
}

/** @throws where not all of the bytes were written */
export function writeWhole(file: AppendFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    const count = file.write(bytes.subarray(written));
    if (count === 0) throw new Error("The write accepted no bytes");
    written += count;
  }
}

/** Makes a folder and those above it where there are none, so that they survive a loss of power. */
export function makeDirectory(
  fileSystem: JournalFileSystem,
  path: string,
): void {
  const isThere = (at: string) => statIfThere(at) !== undefined;
  const missing: string[] = [];
  for (let at = path; !isThere(at); at = dirname(at)) missing.push(at);
  Deno.mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE });
  for (const each of missing.reverse()) fileSystem.syncDirectory(dirname(each));
}
