/**
 * A disk that can lose its power: real files, of which it remembers what was synced.
 *
 * What was not synced is lost or torn at random when the power goes: of each file any prefix of
 * the writes and cuts since its last sync is kept, of the write behind it any part, or as many
 * zeros; a file whose entry in its folder was not synced may be gone, and one that was removed or
 * renamed since may be as before. Files do not wait for each other. A process that is killed loses nothing, and syncs nothing.
 */
import { dirname } from "@std/path";
import {
  type AppendFile,
  type JournalFileSystem,
  realFileSystem,
} from "../journal/file_system.ts";
import type { Random } from "./random.ts";

/** A change to a file, on its way to the disk. */
type Change =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly sizeBytes: number };

interface FileState {
  /** What is on the disk for sure. */
  synced: Uint8Array;
  /** What came since, the oldest first. */
  unsynced: Change[];
  isEntrySynced: boolean;
}

/** A change to the entries of a folder that may not last. */
interface EntryChange {
  readonly directory: string;
  readonly undo: () => void;
}

/** What the disk is made of. */
export interface PowerLossDiskOptions {
  readonly random: Random;
  /** Awaited by each sync before it does its work. */
  readonly beforeSync: () => Promise<void>;
}

/** The files of one folder and of the folders in it. */
export class PowerLossDisk {
  readonly #files = new Map<string, FileState>();
  /** Removals and renamings that were not synced, the oldest first. */
  #entryChanges: EntryChange[] = [];
  readonly #options: PowerLossDiskOptions;
  /** Counts the processes: what one began that was killed is not done for the next. */
  #process = 0;

  constructor(options: PowerLossDiskOptions) {
    this.#options = options;
  }

  /** The disk as one process sees it; it can do nothing more once `kill` was called. */
  process(): JournalFileSystem {
    const own = this.#process;
    const checkAlive = () => {
      if (own !== this.#process) throw new Error("The process was killed");
    };
    return {
      openAppend: (path) => {
        checkAlive();
        return this.#open(path, checkAlive);
      },
      remove: (path) => {
        checkAlive();
        this.#remove(path);
      },
      removeFolder: (path) => {
        checkAlive();
        realFileSystem.removeFolder(path);
      },
      rename: (from, to) => {
        checkAlive();
        this.#rename(from, to);
      },
      syncDirectory: (path) => {
        checkAlive();
        for (const [each, state] of this.#files) {
          if (dirname(each) === path) state.isEntrySynced = true;
        }
        this.#entryChanges = this.#entryChanges
          .filter(({ directory }) => directory !== path);
      },
    };
  }

  /** Ends the process. */
  kill(): void {
    this.#process++;
  }

  /** Ends the process and takes the power away; the real files are then what the disk kept. */
  losePower(): void {
    this.kill();
    const { random } = this.#options;
    for (const [path, state] of this.#files) {
      if (!state.isEntrySynced && random.isWithin(0.5)) {
        Deno.removeSync(path);
        this.#files.delete(path);
        continue;
      }
      const kept = random.below(state.unsynced.length + 1);
      let bytes = state.synced;
      for (const change of state.unsynced.slice(0, kept)) {
        bytes = applied(bytes, change);
      }
      const torn = state.unsynced[kept];
      if (torn?.kind === "write") {
        const part = torn.bytes.slice(0, random.below(torn.bytes.length + 1));
        if (random.isWithin(0.2)) part.fill(0);
        bytes = applied(bytes, { kind: "write", bytes: part });
      }
      Deno.writeFileSync(path, bytes);
      Object.assign(state, {
        synced: bytes,
        unsynced: [],
        isEntrySynced: true,
      });
    }
    for (const { undo } of this.#entryChanges.reverse()) {
      if (random.isWithin(0.5)) undo();
    }
    this.#entryChanges = [];
  }

  #remove(path: string): void {
    const state = this.#files.get(path);
    const bytes = state?.synced ?? Deno.readFileSync(path);
    realFileSystem.remove(path);
    this.#files.delete(path);
    if (state?.isEntrySynced === false) return;
    this.#entryChanges.push({
      directory: dirname(path),
      undo: () => {
        if (!isThere(path)) Deno.writeFileSync(path, bytes);
      },
    });
  }

  /** Within one folder. */
  #rename(from: string, to: string): void {
    const moved = this.#files.get(from)!;
    const replaced = isThere(to)
      ? this.#files.get(to)?.synced ?? Deno.readFileSync(to)
      : undefined;
    const wasEntrySynced = moved.isEntrySynced;
    realFileSystem.rename(from, to);
    this.#files.delete(from);
    this.#files.set(to, moved);
    moved.isEntrySynced = true;
    this.#entryChanges.push({
      directory: dirname(to),
      undo: () => {
        this.#files.delete(to);
        if (wasEntrySynced) Deno.renameSync(to, from);
        else Deno.removeSync(to);
        if (replaced) Deno.writeFileSync(to, replaced);
      },
    });
  }

  #open(path: string, checkAlive: () => void): AppendFile {
    const isNew = !this.#files.has(path);
    const file = realFileSystem.openAppend(path);
    if (isNew) {
      const synced = Deno.readFileSync(path);
      const isEntrySynced = synced.length > 0;
      this.#files.set(path, { synced, unsynced: [], isEntrySynced });
    }
    const state = this.#files.get(path)!;
    /** Those made later are not covered by a sync that has begun. */
    const syncFirst = (count: number) => {
      for (const change of state.unsynced.splice(0, count)) {
        state.synced = applied(state.synced, change);
      }
    };
    return {
      ...file,
      write: (bytes) => {
        checkAlive();
        const count = file.write(bytes);
        const change = { kind: "write", bytes: bytes.slice(0, count) } as const;
        state.unsynced.push(change);
        return count;
      },
      truncate: (sizeBytes) => {
        checkAlive();
        file.truncate(sizeBytes);
        state.unsynced.push({ kind: "truncate", sizeBytes });
      },
      sync: async () => {
        checkAlive();
        const covered = new Set(state.unsynced);
        await this.#options.beforeSync();
        checkAlive();
        syncFirst(state.unsynced.filter((each) => covered.has(each)).length);
      },
      syncNow: () => {
        checkAlive();
        syncFirst(state.unsynced.length);
      },
      close: file.close,
    };
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function applied(bytes: Uint8Array, change: Change): Uint8Array {
  if (change.kind === "truncate") return bytes.slice(0, change.sizeBytes);
  const whole = new Uint8Array(bytes.length + change.bytes.length);
  whole.set(bytes);
  whole.set(change.bytes, bytes.length);
  return whole;
}
