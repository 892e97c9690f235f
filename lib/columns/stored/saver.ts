/** Stores columns a little at a time, within a budget, and clears away what serves no more. */
import { join } from "@std/path";
import type { SegmentView } from "../../journal/segment.ts";
import type { Block, Column } from "../block.ts";
import type { Dictionary } from "../dictionary.ts";
import { encodeBlock } from "./block_file.ts";
import { columnFileName, encodeColumn } from "./column_file.ts";
import { describeStretch } from "./evidence.ts";
import { removeIfThere, writeWhole } from "./files.ts";
import { Inventory } from "./inventory.ts";
import { BLOCK_FILE, type StoredColumns } from "./stored_columns.ts";

/** What a saver works with. */
export interface SaverOptions {
  readonly columns: StoredColumns;
  /** The dictionary of a field whose columns are worth storing. */
  readonly dictionaryOf: (field: string) => Dictionary | undefined;
  /** Of all files together. */
  readonly budgetBytes: number;
  /** Blocks of fewer rows are not stored while there are no larger ones behind: they still grow. */
  readonly settledRows: number;
}

/** What there is to store. */
export interface Storable {
  /** All blocks, oldest first. */
  readonly blocks: readonly Block[];
  readonly views: readonly SegmentView[];
  /** The ids of the fields that were asked for last. */
  readonly used: readonly string[];
}

/** After a failure, such as a full disk, nothing is tried for so long. */
const RETRY_MS = 60_000;

/** The only one to write into the folder. */
export class Saver {
  readonly #options: SaverOptions;
  #work: Iterator<void> | undefined;
  #inventory: Inventory | undefined;
  /** By file name, when its field was last asked for: the larger, the later. */
  readonly #uses = new Map<string, number>();
  #use = 0;
  #retryAt = 0;

  constructor(options: SaverOptions) {
    this.#options = options;
  }

  /** Takes what there is now as what is to be stored. */
  plan(storable: Storable): void {
    this.#use++;
    for (const field of storable.used) {
      this.#uses.set(columnFileName(field), this.#use);
    }
    this.#work = this.#pieces(storable);
  }

  /** Forgets it: what was planned may hold no more. */
  cancel(): void {
    this.#work = undefined;
  }

  /** Does a piece of the work, a few milliseconds. @returns whether there is more to do */
  step(): boolean {
    if (this.#work === undefined || performance.now() < this.#retryAt) {
      return false;
    }
    try {
      if (this.#work.next().done !== true) return true;
    } catch {
      // The columns are still in memory, and can be made again: nobody is to fail for them.
      this.#retryAt = performance.now() + RETRY_MS;
      this.#inventory = undefined;
    }
    this.#work = undefined;
    return false;
  }

  *#pieces({ blocks, views }: Storable): Generator<void, void, void> {
    const { columns } = this.#options;
    const inventory = yield* this.#surveyed();
    const live = new Set(blocks.map((block) => columns.idOf(block)));
    for (const id of inventory.blockIds) {
      if (live.has(id)) continue;
      Deno.removeSync(join(columns.directory, id), { recursive: true });
      inventory.removeBlock(id);
      yield;
    }
    const segments = new Map(views.map((view) => [view.path, view]));
    // The newest first: most questions are about them.
    let isFull = false;
    for (const block of this.#settled(blocks).reverse()) {
      if (columns.idOf(block) === undefined) {
        if (isFull) continue;
        isFull = !this.#saveBlock(block, segments, inventory);
        yield;
        if (isFull) continue;
      }
      for (const [field, column] of block.columns) {
        if (this.#saveColumn(block, field, { column, inventory })) yield;
      }
    }
  }

  /** The blocks that will stay as they are, oldest first. */
  #settled(blocks: readonly Block[]): Block[] {
    const { settledRows } = this.#options;
    const last = blocks.findLastIndex(({ rows }) => rows >= settledRows);
    return blocks.slice(0, last + 1);
  }

  *#surveyed(): Generator<void, Inventory, void> {
    if (this.#inventory) return this.#inventory;
    const { columns } = this.#options;
    const inventory = new Inventory();
    for (const id of columns.blockIds()) {
      inventory.survey(columns.directory, id);
      yield;
    }
    return this.#inventory = inventory;
  }

  /** @returns whether there was room for it */
  #saveBlock(
    block: Block,
    segments: ReadonlyMap<string, SegmentView>,
    inventory: Inventory,
  ): boolean {
    const { columns } = this.#options;
    const id = crypto.randomUUID().replaceAll("-", "");
    const stretches = block.stretches.map((stretch) =>
      describeStretch(stretch, segments.get(stretch.path)!)
    );
    const bytes = encodeBlock(id, block, stretches);
    if (!this.#makeRoom(bytes.length, Infinity, inventory)) return false;
    const directory = join(columns.directory, id);
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeWhole(join(directory, BLOCK_FILE), bytes);
    inventory.add(id, BLOCK_FILE, bytes.length);
    columns.setId(block, id);
    return true;
  }

  /** @returns whether there was anything to do */
  #saveColumn(
    block: Block,
    field: string,
    { column, inventory }: {
      readonly column: Column;
      readonly inventory: Inventory;
    },
  ): boolean {
    const { columns, dictionaryOf } = this.#options;
    const dictionary = dictionaryOf(field);
    const id = columns.idOf(block)!;
    const name = columnFileName(field);
    const path = join(columns.directory, id, name);
    const isStored = inventory.has(id, name) && !columns.takeDamaged(path);
    if (dictionary === undefined || isStored) return false;
    const owner = { block: id, field, rows: block.rows };
    const bytes = encodeColumn(owner, column.codes, dictionary);
    if (bytes === undefined) {
      // Not worth a file: looked at once, and no more.
      inventory.add(id, name, 0);
      return true;
    }
    if (this.#makeRoom(bytes.length, this.#lastUse(name), inventory)) {
      writeWhole(path, bytes);
      inventory.add(id, name, bytes.length);
    }
    return true;
  }

  /** Removes columns that were last used before a time, until there is room for so many bytes. */
  #makeRoom(
    sizeBytes: number,
    lastUse: number,
    inventory: Inventory,
  ): boolean {
    const { budgetBytes } = this.#options;
    if (inventory.totalBytes + sizeBytes <= budgetBytes) return true;
    const byAge = inventory.groups
      .filter(({ name }) => name !== BLOCK_FILE)
      .map(({ name }) => ({ name, lastUse: this.#lastUse(name, inventory) }))
      .filter((group) => group.lastUse < lastUse)
      .sort((a, b) => a.lastUse - b.lastUse);
    for (const { name } of byAge) {
      this.#removeGroup(name, inventory);
      if (inventory.totalBytes + sizeBytes <= budgetBytes) return true;
    }
    return false;
  }

  /** Of fields that this process was not asked for, those found in the folder last come last. */
  #lastUse(name: string, inventory?: Inventory): number {
    return this.#uses.get(name) ??
      (inventory?.modifiedMs(name) ?? 0) - Number.MAX_SAFE_INTEGER;
  }

  #removeGroup(name: string, inventory: Inventory): void {
    const { directory } = this.#options.columns;
    for (const id of inventory.blockIds) {
      if (!inventory.has(id, name)) continue;
      removeIfThere(join(directory, id, name));
      inventory.remove(id, name);
    }
  }
}
