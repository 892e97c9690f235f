/**
 * The journal: an append-only folder of JSON Lines with one writer and group commit.
 *
 * Events that arrive while the event loop turns share one write and its sync; two syncs may be
 * under way at once, and what arrives meanwhile shares the next write. An event is acknowledged
 * when its batch is as durable as `sync` promises, and only then can readers see it.
 */
import { join } from "@std/path";
import { messageOf } from "../error.ts";
import { eventTail } from "../event/mod.ts";
import { Batch } from "./batch.ts";
import type { Appendable, Duplicates } from "./duplicates.ts";
import { asServiceError } from "./failure.ts";
import { type JournalFigures, newCounters } from "./figures.ts";
import type { JournalParts } from "./journal_parts.ts";
import { Probe } from "./probe.ts";
import type { SegmentView } from "./segment.ts";
import { SegmentListing } from "./segment_listing.ts";
import { segmentName } from "./segment_name.ts";
import { SegmentWriter } from "./segment_writer.ts";

/**
 * Syncs that may be under way at once: the second hides how long it takes until this process is
 * told that the first has ended.
 */
const MAX_SYNCING = 2;

/** Of the batch being synced: with less the second sync begins too early, and there are more of them. */
const WORTHWHILE_SHARE = 0.75;

/** How long a batch may go on growing; a turn under load is a fraction of a millisecond. */
const MAX_TURNS = 8;

const BUFFER_BYTES = 4 * 1024 * 1024;

/** The writer's side of a journal, and what readers may see of it. */
export class Journal {
  readonly #parts: JournalParts;
  /** Takes events in; is written when the event loop has turned. */
  #open: Batch;
  /** Written, with their syncs under way, in that order. */
  readonly #syncing: Batch[] = [];
  #writer: SegmentWriter | undefined;
  readonly #listing: SegmentListing;
  /** Holds lines of all but the largest batches while they are written. */
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  /** Runs while there is a problem. */
  readonly #probe: Probe;
  #isClosed = false;
  #problem: string | undefined;
  readonly #counters = newCounters();

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#open = this.#newBatch();
    this.#listing = new SegmentListing({
      directory: parts.directory,
      beforeLook: () => this.#refreshWriter(),
      written: () => this.#writer?.view,
      foreignChanges: () => this.#counters.foreign_changes,
    });
    this.#probe = new Probe({
      directory: parts.directory,
      fileSystem: parts.fileSystem,
      intervalMs: parts.probeIntervalMs,
      check: () => this.#writer?.refresh(),
      onUsable: () => this.#recover("The journal can be written again"),
    });
  }

  get directory(): string {
    return this.#parts.directory;
  }

  /** Why the last batch could not be stored; `undefined` once one could be again. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** What happened since the journal was opened. */
  get figures(): JournalFigures {
    return { ...this.#counters };
  }

  /** The path of the segment that was appended to last, as long as it is open. */
  get writtenPath(): string | undefined {
    return this.#writer?.path;
  }

  /** The acknowledged part of every segment, oldest first. */
  segments(): readonly SegmentView[] {
    return this.#listing.views();
  }

  /** What `segments()` most likely is, told at once; `undefined` where that cannot be said. */
  likelySegments(): readonly SegmentView[] | undefined {
    return this.#listing.likely();
  }

  /** The same by a listing of this moment, for who opens them before anything else happens. */
  segmentsNow(): readonly SegmentView[] {
    this.#listing.forget();
    return this.segments();
  }

  /**
   * Stores the events whose uuid was not seen before.
   *
   * @returns once they are durable, those that were seen before, of these and of others that
   *   were stored with them
   * @throws {ServiceError} 503 or 507: none of the new ones is stored
   */
  append(parts: readonly Appendable[]): Promise<Duplicates> {
    if (this.#isClosed) {
      return Promise.reject(asServiceError(new Error("The journal is closed")));
    }
    const batch = this.#open;
    const { eventCount } = batch;
    for (const part of parts) batch.add(part);
    this.#flushIfWorthwhile(eventCount);
    // All wait on their batch, with no promise of their own.
    return batch.settled;
  }

  /** Stores what was accepted, syncs it and lets go of the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#probe.stop();
    this.#flush();
    for (;;) {
      const pending = [...this.#syncing, this.#open]
        .filter((batch) => batch.eventCount > 0);
      if (pending.length === 0) break;
      await Promise.allSettled(pending.map((batch) => batch.settled));
    }
    await this.#writer?.sync();
    this.#writer?.finish();
    this.#writer = undefined;
  }

  /** Notices what others did to the segment, also where nothing is written just now. */
  #refreshWriter(): void {
    try {
      this.#writer?.refresh();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Flushes soon where the events that were added to so many make the batch worth it. */
  #flushIfWorthwhile(eventsBefore: number): void {
    const { eventCount } = this.#open;
    const worthwhile = this.#worthwhileEvents();
    if (eventCount >= worthwhile && eventsBefore < worthwhile) {
      this.#flushWhenQuiet(MAX_TURNS);
    }
  }

  /** Flushes when a turn of the event loop brings nothing more, or after so many of them. */
  #flushWhenQuiet(turns: number): void {
    const batch = this.#open;
    const { eventCount } = batch;
    this.#parts.schedule(() => {
      const grows = batch === this.#open && batch.eventCount > eventCount;
      if (grows && turns > 1) this.#flushWhenQuiet(turns - 1);
      else this.#flush();
    });
  }

  /** How many events make a batch worth a sync of its own while others are under way. */
  #worthwhileEvents(): number {
    if (this.#syncing.length === 0) return 1;
    if (this.#syncing.length === MAX_SYNCING) return Infinity;
    return Math.ceil(this.#syncing[0]!.eventCount * WORTHWHILE_SHARE);
  }

  /** Writes what was taken in; while enough is being synced, more is taken in instead. */
  #flush(): void {
    if (this.#syncing.length === MAX_SYNCING || this.#open.eventCount === 0) {
      return;
    }
    const time = this.#parts.clock().toISOString();
    const name = segmentName(time);
    // Syncs of different files settle in any order: a new segment waits for the old one's.
    if (this.#syncing.length > 0 && this.#writer?.name !== name) return;
    const batch = this.#open;
    this.#open = this.#newBatch();
    batch.leaveOutSeen(this.#parts.uuids);
    // What is being synced may still be refused, and its duplicates with it.
    if (batch.newCount === 0 && this.#syncing.length === 0) {
      this.#settle(batch);
      return;
    }
    try {
      const writer = this.#writerFor(name);
      writer.append(batch.lines(eventTail(time), this.#buffer));
      this.#counters.written_batches++;
      if (this.#parts.sync === "disk") {
        this.#syncing.push(batch);
        this.#sync(writer, batch);
        return;
      }
      writer.acknowledgeWritten();
    } catch (error) {
      this.#refuse([batch], error);
      return;
    }
    this.#acknowledge(batch);
  }

  async #sync(writer: SegmentWriter, batch: Batch): Promise<void> {
    try {
      await writer.sync();
      this.#syncing.shift();
      this.#acknowledge(batch);
    } catch (error) {
      // A sync that began earlier has failed, and this batch was refused with it.
      if (!this.#syncing.includes(batch)) return;
      // What came later is refused as well: it may have duplicates of what is lost.
      this.#refuse([...this.#syncing.splice(0), this.#open], error);
    }
    this.#flush();
  }

  #writerFor(name: string): SegmentWriter {
    if (this.#writer?.name === name) return this.#writer;
    this.#writer?.finish();
    this.#writer = undefined;
    this.#listing.forget();
    return this.#writer = new SegmentWriter({
      path: join(this.#parts.directory, name),
      fileSystem: this.#parts.fileSystem,
      onForeignChange: (message) => {
        this.#counters.foreign_changes++;
        // Who asks must find a segment that was made anew.
        this.#listing.forget();
        this.#parts.report(message);
      },
    });
  }

  #newBatch(): Batch {
    return new Batch(this.#parts.maxCopiedBytes);
  }

  #acknowledge(batch: Batch): void {
    this.#settle(batch);
    this.#recover("Events are stored again");
  }

  #settle(batch: Batch): void {
    this.#counters.appended_events += batch.newCount;
    this.#counters.duplicate_events += batch.duplicateCount;
    batch.resolve();
  }

  #recover(message: string): void {
    if (this.#problem === undefined) return;
    this.#problem = undefined;
    this.#probe.stop();
    this.#parts.report(message);
  }

  /** Refuses all of `batches`, the oldest first, the last of which are the newest there are. */
  #refuse(batches: readonly Batch[], error: unknown): void {
    const reason = asServiceError(error);
    this.#fail(error);
    batches[0]!.forget(this.#parts.uuids);
    if (batches.includes(this.#open)) this.#open = this.#newBatch();
    for (const batch of batches) {
      this.#counters.refused_events += batch.eventCount;
      batch.reject(reason);
    }
  }

  /** Says why nothing can be stored, in the log only when that begins. */
  #fail(error: unknown): void {
    if (this.#problem === undefined) {
      this.#parts.report(`Events are refused: ${messageOf(error)}`);
    }
    this.#problem = messageOf(error);
    if (!this.#isClosed) this.#probe.start();
  }
}
