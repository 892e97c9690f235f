/**
 * Appends to one segment, and keeps it whole whatever the disk does.
 *
 * After a write that failed or was short the file is cut back to the end of what was written
 * before. After a sync that failed, to the end of what was synced before: the system may have
 * dropped the rest and would report the next sync as a success. Where cutting fails too, it
 * is tried again before anything else is written.
 */
import { basename } from "@std/path";
import type { AppendFile, JournalFileSystem } from "./file_system.ts";
import type { SegmentView } from "./segment.ts";

/** The one writer of one segment. */
export class SegmentWriter {
  readonly path: string;
  /** Of the file, without its folder. */
  readonly name: string;
  readonly #fileSystem: JournalFileSystem;
  #file: AppendFile | undefined;
  /** Where the next line goes; all before are whole lines. */
  #writtenBytes: number;
  /** What readers may see: durable, and acknowledged or about to be. */
  #durableBytes: number;
  /** How often a failed sync has cut off what others were still syncing. */
  #cuts = 0;
  /** Resolves when the sync that began last has settled, however. */
  #lastSync = Promise.resolve();

  /** @throws where the file cannot be opened or made */
  constructor(path: string, fileSystem: JournalFileSystem) {
    this.path = path;
    this.name = basename(path);
    this.#fileSystem = fileSystem;
    this.#file = fileSystem.openAppend(path);
    this.#writtenBytes = this.#file.sizeBytes;
    this.#durableBytes = this.#file.sizeBytes;
  }

  /** The acknowledged part. */
  get view(): SegmentView {
    return { path: this.path, sizeBytes: this.#durableBytes };
  }

  /** Appends all of `bytes`, or throws and has appended nothing. */
  append(bytes: Uint8Array): void {
    const file = this.#usableFile();
    try {
      for (let written = 0; written < bytes.length;) {
        const count = file.write(bytes.subarray(written));
        if (count === 0) throw new Error("The write accepted no bytes");
        written += count;
      }
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#writtenBytes += bytes.length;
  }

  /**
   * Makes all that was appended before the call durable, or throws and has cut it off, and what
   * was appended later with it. Syncs may overlap; they settle in the order they began.
   */
  sync(): Promise<void> {
    const outcome = outcomeOf(() => this.#usableFile().sync());
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
    this.#durableBytes = target;
  }

  /** Shows readers all that was appended; for those who promise no more than the system does. */
  acknowledgeWritten(): void {
    this.#durableBytes = this.#writtenBytes;
  }

  /** Lets go of the file; throws where a cut is still owed and cannot be made. */
  finish(): void {
    this.#usableFile();
    this.#letGo();
  }

  /** The file, opened anew and cut where a fault left it longer than it may be. */
  #usableFile(): AppendFile {
    if (this.#file) return this.#file;
    const file = this.#fileSystem.openAppend(this.path);
    try {
      if (file.sizeBytes < this.#durableBytes) {
        throw new Error(
          `The segment has ${file.sizeBytes} bytes, expected at least ${this.#durableBytes}`,
        );
      }
      file.truncate(this.#writtenBytes);
    } catch (error) {
      file.close();
      throw error;
    }
    this.#file = file;
    return file;
  }

  /** Cuts off what must not stay, and forgets the file where that fails. */
  #cutBack(): void {
    try {
      this.#file?.truncate(this.#writtenBytes);
    } catch {
      this.#letGo();
    }
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
