/**
 * Appends to one segment, and keeps it whole whatever the disk does.
 *
 * After a write that failed or was short the file is cut back to the end of what was written
 * before. After a sync that failed, to the end of what was synced before: the system may have
 * dropped the rest and would report the next sync as a success. Where cutting fails too, it
 * is tried again before anything else is written.
 *
 * Somebody else may cut the file, take it away or put another in its place. That is looked for
 * before each write and after each sync; from then on the file is taken as it is.
 */
import { basename } from "@std/path";
import {
  type AppendFile,
  type JournalFileSystem,
  openDurably,
} from "./file_system.ts";
import { repairSegment } from "./recovery.ts";
import type { SegmentView } from "./segment.ts";

/** What a writer is made of. */
export interface SegmentWriterOptions {
  readonly path: string;
  readonly fileSystem: JournalFileSystem;
  /** Told, for the log, when the file was changed by somebody else and is taken as it is. */
  readonly onForeignChange: (message: string) => void;
}

/** The one writer of one segment. */
export class SegmentWriter {
  readonly path: string;
  /** Of the file, without its folder. */
  readonly name: string;
  readonly #options: SegmentWriterOptions;
  #file: AppendFile | undefined;
  #identity: string;
  /** Whether a fault has left behind `#writtenBytes` what must not stay. */
  #owesCut = false;
  /** Where the next line goes; all before are whole lines. */
  #writtenBytes: number;
  /** What readers may see: durable, and acknowledged or about to be. */
  #durableBytes: number;
  /** How often a failed sync has cut off what others were still syncing. */
  #cuts = 0;
  /** Resolves when the sync that began last has settled, however. */
  #lastSync = Promise.resolve();

  /** @throws where the file cannot be opened or made */
  constructor(options: SegmentWriterOptions) {
    this.path = options.path;
    this.name = basename(options.path);
    this.#options = options;
    this.#file = openDurably(options.fileSystem, options.path);
    this.#identity = this.#file.identity;
    this.#writtenBytes = this.#file.sizeBytes;
    this.#durableBytes = this.#file.sizeBytes;
  }

  /** The acknowledged part. */
  get view(): SegmentView {
    return { path: this.path, sizeBytes: this.#durableBytes };
  }

  /** Appends all of `pieces`, or throws and has appended nothing. */
  append(pieces: readonly Uint8Array[]): void {
    const file = this.#usableFile();
    let sizeBytes = 0;
    try {
      for (const piece of pieces) {
        for (let written = 0; written < piece.length;) {
          const count = file.write(piece.subarray(written));
          if (count === 0) throw new Error("The write accepted no bytes");
          written += count;
        }
        sizeBytes += piece.length;
      }
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#writtenBytes += sizeBytes;
  }

  /**
   * Makes all that was appended before the call durable, or throws and has cut it off, and what
   * was appended later with it. Syncs may overlap; they settle in the order they began.
   */
  sync(): Promise<void> {
    const outcome = outcomeOf(() => this.#openFile().sync());
    const settled = this.#settle(outcome, this.#lastSync, this.#writtenBytes);
    this.#lastSync = settled.catch(() => {});
    return settled;
  }

  async #settle(
    outcome: Promise<SyncOutcome>,
    earlier: Promise<void>,
    target: number,
  ): Promise<void> {
    const cuts = this.#cuts;
    await earlier;
    const { failure } = await outcome;
    if (cuts !== this.#cuts) {
      throw new Error("A sync that began earlier has failed");
    }
    if (failure !== undefined) {
      this.#cuts++;
      this.#writtenBytes = this.#durableBytes;
      this.#cutBack();
      // Another handle of this file could report the same failure again.
      this.#letGo();
      throw failure;
    }
    this.#confirm(target);
  }

  /** Shows readers all that was appended; for those who promise no more than the system does. */
  acknowledgeWritten(): void {
    this.#durableBytes = this.#writtenBytes;
  }

  /** Counts what was written up to `target` as stored, if it still is where readers look. */
  #confirm(target: number): void {
    if (this.#file && !this.#isAsWritten(this.#file)) {
      this.#cuts++;
      this.#writtenBytes = this.#durableBytes;
      this.#letGo();
      throw this.#foreignChange();
    }
    this.#durableBytes = target;
  }

  /**
   * Looks whether somebody else has changed the file while nothing is on its way into it, so that
   * readers are told of no more than there is.
   */
  refresh(): void {
    if (this.#durableBytes === this.#writtenBytes) this.#usableFile();
  }

  /** Lets go of the file; throws where a cut is still owed and cannot be made. */
  finish(): void {
    this.#openFile();
    this.#letGo();
  }

  /** The file, just as long as it should be. */
  #usableFile(): AppendFile {
    const file = this.#openFile();
    if (this.#isAsWritten(file)) return file;
    if (this.#durableBytes < this.#writtenBytes) throw this.#foreignChange();
    return this.#takeAsItIs();
  }

  #isAsWritten(file: AppendFile): boolean {
    return file.identity === this.#identity &&
      file.currentSizeBytes() === this.#writtenBytes;
  }

  #foreignChange(): Error {
    return new Error(`${this.name} was changed by somebody else`);
  }

  /** The file, opened anew, and cut where a fault left it longer than it may be. */
  #openFile(): AppendFile {
    if (this.#file) return this.#file;
    const file = openDurably(this.#options.fileSystem, this.path);
    try {
      if (this.#owesCut && file.identity === this.#identity) {
        this.#cut(file);
      }
    } catch (error) {
      file.close();
      throw error;
    }
    return this.#file = file;
  }

  /** Goes on behind whatever whole lines the file has now. */
  #takeAsItIs(): AppendFile {
    const { fileSystem, onForeignChange } = this.#options;
    const expectedBytes = this.#writtenBytes;
    this.#letGo();
    const found = openDurably(fileSystem, this.path);
    found.close();
    repairSegment(fileSystem, { path: this.path, sizeBytes: found.sizeBytes });
    const file = openDurably(fileSystem, this.path);
    this.#file = file;
    this.#identity = file.identity;
    this.#writtenBytes = this.#durableBytes = file.sizeBytes;
    onForeignChange(
      `${this.name} was changed by somebody else: expected ${expectedBytes} bytes, goes on behind ${file.sizeBytes}`,
    );
    return file;
  }

  /** Cuts off what must not stay, and forgets the file where that fails. */
  #cutBack(): void {
    this.#owesCut = true;
    try {
      if (this.#file) this.#cut(this.#file);
    } catch {
      this.#letGo();
    }
  }

  /** Never makes a file longer that somebody else has cut. */
  #cut(file: AppendFile): void {
    const sizeBytes = file.currentSizeBytes();
    if (sizeBytes !== undefined && sizeBytes > this.#writtenBytes) {
      file.truncate(this.#writtenBytes);
    }
    this.#owesCut = false;
  }

  #letGo(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

interface SyncOutcome {
  readonly failure: unknown;
}

/** How a sync ends, whenever that is asked. */
async function outcomeOf(sync: () => Promise<void>): Promise<SyncOutcome> {
  try {
    await sync();
    return { failure: undefined };
  } catch (failure) {
    return { failure };
  }
}
