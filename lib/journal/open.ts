/** Opens a journal's folder: lock it, mend it, remember its latest uuids. */
import { setImmediate } from "node:timers";
import { messageOf } from "../error.ts";
import {
  type JournalFileSystem,
  makeDirectory,
  realFileSystem,
} from "./file_system.ts";
import { Journal } from "./journal.ts";
import type { SyncMode } from "./journal_parts.ts";
import { latestUuids, type ReadUuids } from "./latest_uuids.ts";
import { type Lock, LockError, takeLock } from "./lock.ts";
import { RecentUuids } from "./recent_uuids.ts";
import { type Repair, repairSegment, syncSegments } from "./recovery.ts";
import { listSegments } from "./segment.ts";
import { isCompressed } from "./segment_name.ts";

/** What `openJournal` needs; the last ones have the real thing as their default. */
export interface OpenJournalOptions {
  readonly directory: string;
  readonly sync: SyncMode;
  /** How many of the latest uuids are remembered, to store no event twice. */
  readonly uuidWindow: number;
  /** This machine's name, for the lock. */
  readonly host: string;
  readonly report: (message: string) => void;
  readonly clock?: () => Date;
  readonly fileSystem?: JournalFileSystem;
  readonly schedule?: (flush: () => void) => void;
  readonly probeIntervalMs?: number;
  /** A run of events that takes more is written from where it is. */
  readonly maxCopiedBytes?: number;
  /** May begin when it is called. */
  readonly readUuids?: ReadUuids;
}

/** An opened journal, the lock that makes it ours, and what had to be mended. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly lock: Lock;
  readonly repairs: readonly Repair[];
}

/**
 * Opens the journal in a folder, which is made where there is none.
 *
 * @throws {LockError} where another server has it
 */
export async function openJournal(
  options: OpenJournalOptions,
): Promise<OpenedJournal> {
  try {
    return await openLocked(options);
  } catch (cause) {
    if (cause instanceof LockError) throw cause;
    throw new Error(
      `Cannot open the journal in "${options.directory}": ${messageOf(cause)}`,
      { cause },
    );
  }
}

async function openLocked(options: OpenJournalOptions): Promise<OpenedJournal> {
  const {
    directory,
    sync,
    report,
    clock = () => new Date(),
    fileSystem = realFileSystem,
    schedule = scheduleAfterInput,
    probeIntervalMs = 2000,
    maxCopiedBytes = 64 * 1024,
    readUuids = latestUuids,
  } = options;
  makeDirectory(fileSystem, directory);
  const lock = await takeLock(directory, {
    pid: Deno.pid,
    host: options.host,
    started: clock().toISOString(),
  });
  try {
    const found = listSegments(directory);
    const plain = found.filter(({ path }) => !isCompressed(path));
    const repairs = plain
      .flatMap((view) => repairSegment(fileSystem, view) ?? []);
    // A torn line that is moved away must not be known: whoever sent it may send it again.
    const segments = repairs.length > 0 ? listSegments(directory) : found;
    const lists = readUuids(segments);
    const uuids = new RecentUuids(options.uuidWindow);
    await Promise.all([
      addWhileRoom(uuids, lists),
      sync === "disk" && syncSegments(fileSystem, plain),
    ]);
    const journal = new Journal({
      directory,
      sync,
      clock,
      fileSystem,
      uuids,
      schedule,
      report,
      probeIntervalMs,
      maxCopiedBytes,
    });
    return { journal, lock, repairs };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

async function addWhileRoom(
  uuids: RecentUuids,
  lists: ReturnType<ReadUuids>,
): Promise<void> {
  for await (const list of lists) if (!uuids.addOlder(list)) return;
}

/** Runs when the event loop has dealt with the input that is there. */
function scheduleAfterInput(flush: () => void): void {
  setImmediate(flush);
}
