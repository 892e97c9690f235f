/** What the journal's writer needs of files, so that tests can put faults in between. */
import { dirname } from "@std/path";

/** A file that is appended to. */
export interface AppendFile {
  /** The size when it was opened. */
  readonly sizeBytes: number;
  /** Appends a first part of `bytes` and tells how many of them; may be short. */
  write(bytes: Uint8Array): number;
  /**
   * Resolves when all that was written survives a loss of power. A second one may begin before
   * the first has ended: the system tells each that a write was lost.
   */
  sync(): Promise<void>;
  /** Cuts the file. */
  truncate(sizeBytes: number): void;
  close(): void;
}

/** Opens files for appending. */
export interface JournalFileSystem {
  /** Opens the file, after making it where there is none, durably. */
  openAppend(path: string): AppendFile;
}

/** Readable by the owner alone: events tell about people. */
const FILE_MODE = 0o600;

/** The real file system. */
export const realFileSystem: JournalFileSystem = {
  openAppend(path) {
    const file = Deno.openSync(path, {
      append: true,
      create: true,
      mode: FILE_MODE,
    });
    const sizeBytes = file.statSync().size;
    if (sizeBytes === 0) syncDirectory(dirname(path));
    // Linux reports a lost write once to each handle: overlapping syncs take turns with two.
    const other = Deno.openSync(path, { write: true });
    let [next, after] = [file, other];
    return {
      sizeBytes,
      write: (bytes) => file.writeSync(bytes),
      sync() {
        [next, after] = [after, next];
        return after.syncData();
      },
      truncate: (sizeBytes) => file.truncateSync(sizeBytes),
      close() {
        file.close();
        other.close();
      },
    };
  },
};

/** A new file survives a loss of power only with its entry in the folder. */
export function syncDirectory(directory: string): void {
  // Windows has no such operation: NTFS journals the entry by itself.
  if (Deno.build.os === "windows") return;
  using handle = Deno.openSync(directory);
  handle.syncSync();
}
