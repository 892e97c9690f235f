/**
 * Columns in a folder, for who reads them: what is damaged, strange or about other lines than
 * there are now counts as not there.
 *
 * ```
 * cache/columns/
 *   0f3c...e1/           a block, under a name made up when it was first stored
 *     block              where its lines are, when they came
 *     5d41402a.column    one field's values
 * ```
 */
import { basename, join } from "@std/path";
import type { SegmentView } from "../../journal/segment.ts";
import type { Block, Codes } from "../block.ts";
import type { Dictionary } from "../dictionary.ts";
import type { Stretch } from "../stretch.ts";
import { decodeBlock, type StoredBlock } from "./block_file.ts";
import { columnFileName, decodeColumn } from "./column_file.ts";
import { confirmStretch, type StoredStretch } from "./evidence.ts";

/** The file of a block in its folder. */
export const BLOCK_FILE = "block";

const BLOCK_ID = /^[0-9a-f]{32}$/;

/** Reads what another process, or this one, has stored. */
export class StoredColumns {
  readonly #directory: string;
  readonly #ids = new WeakMap<Block, string>();
  readonly #damaged = new Set<string>();

  /** @param cacheDirectory where everything lies that can be made anew */
  constructor(cacheDirectory: string) {
    this.#directory = join(cacheDirectory, "columns");
  }

  /** The folder of the blocks. */
  get directory(): string {
    return this.#directory;
  }

  /** The stored blocks whose lines are still in the segments, oldest first. */
  load(views: readonly SegmentView[]): Block[] {
    const ids = this.blockIds();
    // There may be a thousand segments to name.
    if (ids.length === 0) return [];
    const segments = new Map(
      views.map((view, index) => [basename(view.path), { view, index }]),
    );
    const found = ids.flatMap((id) => {
      const block = this.loadBlock(id, (name) => segments.get(name)?.view);
      const first = block?.stretches[0];
      return block && first
        ? [{ id, block, at: segments.get(basename(first.path))!.index, first }]
        : [];
    });
    found.sort((a, b) => a.at - b.at || a.first.start - b.first.start);
    for (const { id, block } of found) this.#ids.set(block, id);
    return found.map(({ block }) => block);
  }

  /** A stored block; `undefined` where it is none, or its lines are not in the segments. */
  loadBlock(
    id: string,
    viewOf: (segment: string) => SegmentView | undefined,
  ): Block | undefined {
    const bytes = bytesIn(join(this.#directory, id, BLOCK_FILE));
    const stored = bytes && decodeBlock(id, bytes);
    const stretches = stored && confirmedStretches(stored, viewOf);
    return stretches && stored.block(stretches);
  }

  /** The names of the folders that may be blocks'. */
  blockIds(): string[] {
    try {
      return Array.from(Deno.readDirSync(this.#directory))
        .filter(({ isDirectory, name }) => isDirectory && BLOCK_ID.test(name))
        .map(({ name }) => name);
    } catch {
      return [];
    }
  }

  /** The id of a block that is stored. */
  idOf(block: Block): string | undefined {
    return this.#ids.get(block);
  }

  /** Notes that a block has been stored. */
  setId(block: Block, id: string): void {
    this.#ids.set(block, id);
  }

  /**
   * The numbers of a field's values in a block, by its dictionary, to which they are added;
   * `undefined` where they are not stored.
   *
   * @throws {DictionaryFull}
   */
  read(
    block: Block,
    field: string,
    dictionary: Dictionary,
  ): Codes | undefined {
    const id = this.#ids.get(block);
    if (id === undefined) return undefined;
    const path = join(this.#directory, id, columnFileName(field));
    const bytes = bytesIn(path);
    if (bytes === undefined) return undefined;
    const owner = { block: id, field, rows: block.rows };
    const codes = decodeColumn(owner, bytes, dictionary);
    if (codes === undefined) this.#damaged.add(path);
    return codes;
  }

  /** Whether a file was found not to be what it should; from then on it counts as mended. */
  takeDamaged(path: string): boolean {
    return this.#damaged.delete(path);
  }
}

function confirmedStretches(
  { stretches }: StoredBlock,
  viewOf: (segment: string) => SegmentView | undefined,
): Stretch[] | undefined {
  const confirm = (stored: StoredStretch) => {
    const view = viewOf(stored.segment);
    return view && confirmStretch(stored, view);
  };
  const confirmed: Stretch[] = [];
  for (const stored of stretches) {
    const stretch = confirm(stored);
    if (stretch === undefined) return undefined;
    confirmed.push(stretch);
  }
  return confirmed;
}

/** A file's bytes; `undefined` where it is not there, or not to be read. */
export function bytesIn(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Deno.readFileSync(path);
  } catch {
    // Then its values are read from the segments.
    return undefined;
  }
}
