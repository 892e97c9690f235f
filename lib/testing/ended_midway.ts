/** A process that is ended, or fails, at its n-th operation on files. */
import type { AppendFile, JournalFileSystem } from "../journal/file_system.ts";

/** `fails`: that operation alone, undone; `ends`: it, half done where it can be, and all after it. */
export type Midway = "fails" | "ends";

/** Counts operations. */
export class EndedMidway {
  /** How many there were so far. */
  count = 0;
  readonly fileSystem: JournalFileSystem;
  readonly #endsAt: number;
  readonly #midway: Midway;

  /** @param endsAt the operation's number, from 1 */
  constructor(
    under: JournalFileSystem,
    { endsAt, midway }: { readonly endsAt: number; readonly midway: Midway },
  ) {
    this.#endsAt = endsAt;
    this.#midway = midway;
    this.fileSystem = {
      openAppend: (path) => {
        this.#step();
        return this.#file(under.openAppend(path));
      },
      remove: (path) => {
        this.#step();
        under.remove(path);
      },
      removeFolder: (path) => {
        this.#step();
        under.removeFolder(path);
      },
      rename: (from, to) => {
        this.#step();
        under.rename(from, to);
      },
      syncDirectory: (path) => {
        this.#step();
        under.syncDirectory(path);
      },
    };
  }

  /** Whether it came to that operation. */
  get isEnded(): boolean {
    return this.count >= this.#endsAt;
  }

  #step(half = () => {}): void {
    this.count++;
    const isAfter = this.count > this.#endsAt;
    if (this.count < this.#endsAt || isAfter && this.#midway === "fails") {
      return;
    }
    if (!isAfter && this.#midway === "ends") half();
    throw new Error("Input/output error (injected)");
  }

  #file(file: AppendFile): AppendFile {
    return {
      ...file,
      write: (bytes) => {
        this.#step(() => {
          file.write(bytes.subarray(0, bytes.length >> 1));
        });
        return file.write(bytes);
      },
      truncate: (sizeBytes) => {
        this.#step();
        file.truncate(sizeBytes);
      },
      sync: () => {
        this.#step();
        return file.sync();
      },
      syncNow: () => {
        this.#step();
        file.syncNow();
      },
    };
  }
}
