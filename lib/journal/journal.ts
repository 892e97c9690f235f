/**
 * The journal: an append-only folder of JSON Lines with one writer and group commit.
 *
 * Events that arrive while the event loop turns share one write; writes that were made while a
 * sync was under way share the next sync. An event is acknowledged when its batch is as
 * durable as `sync` promises, and only then can readers see it.
 */
import { join } from "@std/path";
import { type Event, eventTail } from "../event/mod.ts";
import { Batch } from "./batch.ts";
import { messageOf } from "../error.ts";
import { asServiceError } from "./failure.ts";
import type { JournalFileSystem } from "./file_system.ts";
import type { RecentUuids } from "./recent_uuids.ts";
import { listSegments, segmentName, type SegmentView } from "./segment.ts";
import { SegmentWriter } from "./segment_writer.ts";

/** When an event counts as stored: synced to disk, or handed to the operating system. */
export type SyncMode = "disk" | "os";

/** What a journal is made of; `openJournal` puts it together. */
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
}

/** What happened since the journal was opened. */
export interface JournalFigures {
  readonly appended_events: number;
  readonly duplicate_events: number;
  readonly refused_events: number;
  readonly written_batches: number;
}

const BUFFER_BYTES = 1024 * 1024;

/** The writer's side of a journal, and what readers may see of it. */
export class Journal {
  readonly #parts: JournalParts;
  /** Takes events in; is written when the event loop has turned. */
  #open: Batch;
  /** Written, with its sync under way. */
  #syncing: { readonly batch: Batch; readonly done: Promise<void> } | undefined;
  #writer: SegmentWriter | undefined;
  /** Holds the lines of all but the largest batches while they are written. */
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #isClosed = false;
  #problem: string | undefined;
  #appendedEvents = 0;
  #duplicateEvents = 0;
  #refusedEvents = 0;
  #writtenBatches = 0;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#open = new Batch(parts.uuids.nextPosition);
  }

  /** Why the last batch could not be stored; `undefined` once one could again. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** What happened since the journal was opened. */
  get figures(): JournalFigures {
    return {
      appended_events: this.#appendedEvents,
      duplicate_events: this.#duplicateEvents,
      refused_events: this.#refusedEvents,
      written_batches: this.#writtenBatches,
    };
  }

  /** The acknowledged part of every segment, oldest first. */
  segments(): SegmentView[] {
    const current = this.#writer?.view;
    return listSegments(this.#parts.directory)
      .map((view) => view.path === current?.path ? current : view);
  }

  /**
   * Stores the events whose uuid was not seen before.
   *
   * @returns once they are durable, the indexes of those that were seen before
   * @throws {ServiceError} 503 or 507: none of the new ones is stored
   */
  append(events: readonly Event[]): Promise<ReadonlySet<number>> {
    if (this.#isClosed) {
      return Promise.reject(asServiceError(new Error("The journal is closed")));
    }
    if (events.length === 1 && this.#seenAt(events[0]!) === undefined) {
      // The usual request waits on its batch, with no promise of its own.
      return this.#addToOpen(events[0]!).settled;
    }
    return this.#appendSeveral(events);
  }

  async #appendSeveral(
    events: readonly Event[],
  ): Promise<ReadonlySet<number>> {
    const duplicates = new Set<number>();
    const batches = new Set<Batch>();
    for (const [index, event] of events.entries()) {
      const seenAt = this.#seenAt(event);
      if (seenAt === undefined) {
        batches.add(this.#addToOpen(event));
      } else {
        duplicates.add(index);
        // One that was accepted and not yet stored may still be refused, and this with it.
        const pending = this.#pendingBatch(seenAt);
        if (pending) batches.add(pending);
      }
    }
    await Promise.all(Array.from(batches, (batch) => batch.settled));
    this.#duplicateEvents += duplicates.size;
    return duplicates;
  }

  /** Stores what was accepted, syncs it and lets go of the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#open.eventCount > 0 || this.#syncing) {
      this.#flush();
      await this.#syncing?.done;
    }
    await this.#writer?.sync();
    this.#writer?.finish();
    this.#writer = undefined;
  }

  /** The position of an event's uuid where that was seen before; else notes it. */
  #seenAt({ uuid }: Event): number | undefined {
    return uuid === undefined ? undefined : this.#parts.uuids.findOrAdd(uuid);
  }

  #addToOpen(event: Event): Batch {
    this.#open.add(event);
    // While a sync is under way, its end is what writes the next batch.
    if (this.#open.eventCount === 1 && !this.#syncing) {
      this.#parts.schedule(() => this.#flush());
    }
    return this.#open;
  }

  /** The batch, of those not yet settled, that holds the uuid at a position. */
  #pendingBatch(position: number): Batch | undefined {
    if (position >= this.#open.firstPosition) return this.#open;
    const syncing = this.#syncing?.batch;
    return syncing && position >= syncing.firstPosition ? syncing : undefined;
  }

  /** Writes what was taken in; while a sync is under way, more is taken in instead. */
  #flush(): void {
    if (this.#syncing || this.#open.eventCount === 0) return;
    const batch = this.#open;
    this.#open = new Batch(this.#parts.uuids.nextPosition);
    const time = this.#parts.clock().toISOString();
    try {
      const writer = this.#writerFor(
        join(this.#parts.directory, segmentName(time)),
      );
      writer.append(this.#linesOf(batch, eventTail(time)));
      this.#writtenBatches++;
      if (this.#parts.sync === "disk") {
        this.#syncing = { batch, done: this.#sync(writer, batch) };
        return;
      }
      writer.acknowledgeWritten();
    } catch (error) {
      this.#refuse([batch], error);
      return;
    }
    this.#acknowledge(batch);
  }

  /** The lines of a batch, good until the next call. */
  #linesOf(batch: Batch, tail: Uint8Array): Uint8Array {
    const sizeBytes = batch.sizeBytes(tail);
    const lines = sizeBytes <= this.#buffer.length
      ? this.#buffer.subarray(0, sizeBytes)
      : new Uint8Array(sizeBytes);
    batch.writeTo(lines, tail);
    return lines;
  }

  async #sync(writer: SegmentWriter, batch: Batch): Promise<void> {
    try {
      await writer.sync();
      this.#acknowledge(batch);
    } catch (error) {
      // What came meanwhile is refused as well: it may have duplicates of what is lost.
      this.#refuse([batch, this.#open], error);
    }
    this.#syncing = undefined;
    this.#flush();
  }

  #writerFor(path: string): SegmentWriter {
    if (this.#writer?.path === path) return this.#writer;
    this.#writer?.finish();
    this.#writer = undefined;
    return this.#writer = new SegmentWriter(path, this.#parts.fileSystem);
  }

  #acknowledge(batch: Batch): void {
    this.#appendedEvents += batch.eventCount;
    batch.resolve();
    if (this.#problem !== undefined) {
      this.#problem = undefined;
      this.#parts.report("Events are stored again");
    }
  }

  /** Refuses all of `batches`, the oldest first, the last of which are the newest there are. */
  #refuse(batches: readonly Batch[], error: unknown): void {
    const reason = asServiceError(error);
    if (this.#problem === undefined) {
      this.#parts.report(`Events are refused: ${messageOf(error)}`);
    }
    this.#problem = messageOf(error);
    this.#parts.uuids.forgetFrom(batches[0]!.firstPosition);
    this.#open = new Batch(this.#parts.uuids.nextPosition);
    for (const batch of batches) {
      this.#refusedEvents += batch.eventCount;
      batch.reject(reason);
    }
  }
}
