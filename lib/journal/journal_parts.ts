/** What a journal is made of. */
import type { JournalFileSystem } from "./file_system.ts";
import type { RecentUuids } from "./recent_uuids.ts";

/** When an event counts as stored: synced to disk, or handed to the operating system. */
export type SyncMode = "disk" | "os";

/** `openJournal` puts them together. */
export interface JournalParts {
  readonly directory: string;
  readonly sync: SyncMode;
  readonly clock: () => Date;
  readonly fileSystem: JournalFileSystem;
  readonly uuids: RecentUuids;
  /** Calls back when the requests at hand have been read: decides how large batches get. */
  readonly schedule: (flush: () => void) => void;
  /** Told, for the log, when events begin to be refused and when they are stored again. */
  readonly report: (message: string) => void;
  /** How often it is tried, while events are refused, whether the folder can be written again. */
  readonly probeIntervalMs: number;
  /** A run of events that takes more is written from where it is: copying it takes longer. */
  readonly maxCopiedBytes: number;
}
