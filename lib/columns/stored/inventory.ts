/** What lies in the folder of stored columns, and how much of it there is. */
import { join } from "@std/path";
import { removeIfThere, UNFINISHED } from "./files.ts";

/** One file of each of some blocks: the blocks' own, or one field's columns. */
export interface FileGroup {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Files by block and name, with their sizes. */
export class Inventory {
  readonly #blocks = new Map<string, Map<string, number>>();
  readonly #groupBytes = new Map<string, number>();
  /** When a group was last added to, in milliseconds since 1970. */
  readonly #modifiedMs = new Map<string, number>();
  #totalBytes = 0;

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** The files of one name each. */
  get groups(): FileGroup[] {
    return Array.from(
      this.#groupBytes,
      ([name, sizeBytes]) => ({ name, sizeBytes }),
    );
  }

  get blockIds(): string[] {
    return [...this.#blocks.keys()];
  }

  has(blockId: string, name: string): boolean {
    return this.#blocks.get(blockId)?.has(name) ?? false;
  }

  /** The newest change of a file of that name that was found in the folder. */
  modifiedMs(name: string): number {
    return this.#modifiedMs.get(name) ?? 0;
  }

  /** Looks at the files of one block, and removes what was never finished. */
  survey(directory: string, blockId: string): void {
    for (const { name } of Deno.readDirSync(join(directory, blockId))) {
      const path = join(directory, blockId, name);
      if (name.endsWith(UNFINISHED)) {
        removeIfThere(path);
        continue;
      }
      const { size, mtime } = Deno.statSync(path);
      this.add(blockId, name, size);
      const modifiedMs = Math.max(this.modifiedMs(name), Number(mtime));
      this.#modifiedMs.set(name, modifiedMs);
    }
  }

  /** Notes a file, which may have taken another's place. */
  add(blockId: string, name: string, sizeBytes: number): void {
    this.remove(blockId, name);
    const files = this.#blocks.get(blockId) ?? new Map<string, number>();
    this.#blocks.set(blockId, files.set(name, sizeBytes));
    this.#count(name, sizeBytes);
  }

  /** Notes that a file is gone. */
  remove(blockId: string, name: string): void {
    const files = this.#blocks.get(blockId);
    this.#count(name, -(files?.get(name) ?? 0));
    files?.delete(name);
  }

  /** Notes that a block is gone. */
  removeBlock(blockId: string): void {
    for (const name of this.#blocks.get(blockId)?.keys() ?? []) {
      this.remove(blockId, name);
    }
    this.#blocks.delete(blockId);
  }

  #count(name: string, sizeBytes: number): void {
    this.#totalBytes += sizeBytes;
    const groupBytes = (this.#groupBytes.get(name) ?? 0) + sizeBytes;
    if (groupBytes > 0) this.#groupBytes.set(name, groupBytes);
    else this.#groupBytes.delete(name);
  }
}
