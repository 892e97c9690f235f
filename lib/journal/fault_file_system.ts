/** A file system for tests: real files, with faults put in between on demand. */
import {
  type AppendFile,
  type JournalFileSystem,
  realFileSystem,
} from "./file_system.ts";

/** Which operations fail, and how; all are off at first. */
export interface Faults {
  /** Bytes that still fit on the disk; what goes over fails with ENOSPC after a short write. */
  roomBytes: number;
  /** At most so many bytes are accepted by one write. */
  shortWriteBytes: number;
  write: Error | undefined;
  sync: Error | undefined;
  syncDirectory: Error | undefined;
  truncate: Error | undefined;
  open: Error | undefined;
  /** Awaited within each sync: lets a test hold it while more is written, or fail it alone. */
  beforeSync: () => Promise<void>;
}

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code} (injected)`), { code });
}

/** Real files behind switchable faults. */
export function faultFileSystem(): {
  fileSystem: JournalFileSystem;
  faults: Faults;
} {
  const faults: Faults = {
    roomBytes: Infinity,
    shortWriteBytes: Infinity,
    write: undefined,
    sync: undefined,
    syncDirectory: undefined,
    truncate: undefined,
    open: undefined,
    beforeSync: () => Promise.resolve(),
  };
  return {
    faults,
    fileSystem: {
      openAppend: (path) => openFaulty(path, faults),
      remove: realFileSystem.remove,
      removeFolder: realFileSystem.removeFolder,
      rename: realFileSystem.rename,
      syncDirectory(path) {
        if (faults.syncDirectory) throw faults.syncDirectory;
        realFileSystem.syncDirectory(path);
      },
    },
  };
}

function openFaulty(path: string, faults: Faults): AppendFile {
  if (faults.open) throw faults.open;
  const file = realFileSystem.openAppend(path);
  return {
    ...file,
    write(bytes) {
      if (faults.write) throw faults.write;
      const count = Math.min(
        bytes.length,
        faults.shortWriteBytes,
        faults.roomBytes,
      );
      if (count === 0) throw systemError("ENOSPC");
      faults.roomBytes -= count;
      return file.write(bytes.subarray(0, count));
    },
    async sync() {
      await faults.beforeSync();
      if (faults.sync) throw faults.sync;
      await file.sync();
    },
    syncNow() {
      if (faults.sync) throw faults.sync;
      file.syncNow();
    },
    truncate(sizeBytes) {
      if (faults.truncate) throw faults.truncate;
      file.truncate(sizeBytes);
    },
  };
}
