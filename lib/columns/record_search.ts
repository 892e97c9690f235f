/**
 * The most recent records that match.
 *
 * Usually they stand at the journal's end: there every line is parsed. Further ahead only lines
 * are that can match: by the columns of their block, or since they hold a text without which a
 * condition cannot be met, as long as that is rare.
 */
import { chunksBackward, linesOf } from "../journal/read_backward.ts";
import type { SegmentView } from "../journal/segment.ts";
import { openSegment } from "../journal/segment_file.ts";
import { parseRecord, type RecordsQuery, recordTest } from "../query/mod.ts";
import type { Block } from "./block.ts";
import type { KnownPart } from "./block_index.ts";
import { linesOfRows } from "./block_lines.ts";
import { linesWith, MAX_CHUNK_BYTES } from "./byte_search.ts";
import type { ColumnCache } from "./column_cache.ts";
import type { Field } from "./field.ts";
import { needlesOf } from "./needle.ts";
import type { Stretch } from "./stretch.ts";
import { Selection } from "./selection.ts";

/** When a search goes on another way. */
export interface SearchBounds {
  /** Of the journal's end, where every line is parsed. */
  readonly endBytes: number;
  /** Of lines that have the text and do not match: more tell that it is not rare. */
  readonly maxMisses: number;
}

/** What a search works with. */
export interface SearchParts extends SearchBounds {
  readonly cache: ColumnCache;
  /** The journal, oldest first, as far as blocks are known. */
  readonly known: () => readonly KnownPart[];
  /** All blocks, oldest first, read with columns of some of the fields. */
  readonly update: (fields: readonly Field[]) => readonly Block[];
  /** The answer has no more, unless its first record is longer. */
  readonly maxCharacters: number;
  /** Throws when the search has taken too long. */
  readonly checkTime: () => void;
}

/** What was found, and why no more was looked for. */
interface Found {
  readonly texts: readonly string[];
  readonly end: "full" | "all" | "misses";
}

/** One search. */
export class RecordSearch {
  readonly #query: RecordsQuery;
  readonly #views: readonly SegmentView[];
  readonly #parts: SearchParts;

  constructor(
    query: RecordsQuery,
    views: readonly SegmentView[],
    parts: SearchParts,
  ) {
    this.#query = query;
    this.#views = views;
    this.#parts = parts;
  }

  /** The newest first, each as its own text. @throws {SegmentChanged} */
  run(): readonly string[] {
    const recent = this.#take(this.#linesAtEnd());
    if (recent.end === "full" || !this.#isFiltered) return recent.texts;
    const needles = needlesOf(this.#query.where);
    if (needles) {
      const lines = this.#linesWithText(needles);
      const rare = this.#take(lines, this.#parts.maxMisses);
      if (rare.end !== "misses") return rare.texts;
    }
    return this.#take(this.#linesOfSelected()).texts;
  }

  get #isFiltered(): boolean {
    const { where, since, until } = this.#query;
    return where.length > 0 || since !== undefined || until !== undefined;
  }

  /** The records among some lines, which come newest first. */
  #take(lines: Iterable<Uint8Array>, maxMisses = Infinity): Found {
    const { limit } = this.#query;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const isWanted = recordTest(this.#query);
    const texts: string[] = [];
    let [characters, misses] = [0, 0];
    for (const bytes of lines) {
      const text = decoder.decode(bytes);
      const record = parseRecord(text);
      if (record === undefined || !isWanted(record)) {
        if (++misses > maxMisses) return { texts, end: "misses" };
        continue;
      }
      characters += text.length;
      const isTooMuch = characters > this.#parts.maxCharacters;
      if (isTooMuch && texts.length > 0) return { texts, end: "full" };
      texts.push(text);
      if (texts.length === limit) return { texts, end: "full" };
    }
    return { texts, end: "all" };
  }

  /** The lines at the journal's end; all where each is wanted. */
  *#linesAtEnd(): Generator<Uint8Array> {
    let left = this.#isFiltered ? this.#parts.endBytes : Infinity;
    for (const { path, sizeBytes } of this.#views.toReversed()) {
      if (left <= 0) return;
      for (const chunk of this.#chunks({ path, start: 0, end: sizeBytes })) {
        yield* linesOf(chunk).reverse();
        left -= chunk.length;
        if (left <= 0) return;
      }
    }
  }

  /** The lines that have one of the needles, but for those of which columns tell more. */
  *#linesWithText(needles: readonly Uint8Array[]): Generator<Uint8Array> {
    const { known, cache } = this.#parts;
    const selection = new Selection(this.#query, cache);
    for (const { block, stretches } of known().toReversed()) {
      if (block !== undefined) {
        if (!selection.mayHold(block)) continue;
        const { mask, count } = selection.selectKnown(block);
        if (count === 0) continue;
        if (selection.isKnown(block)) {
          yield* linesOfRows(block, mask);
          continue;
        }
      }
      for (const stretch of stretches.toReversed()) {
        yield* this.#linesWithin(stretch, needles);
      }
    }
  }

  *#linesWithin(
    stretch: Stretch,
    needles: readonly Uint8Array[],
  ): Generator<Uint8Array> {
    for (const chunk of this.#chunks(stretch)) {
      // A chunk that is longer is a single line.
      if (chunk.length > MAX_CHUNK_BYTES) yield* linesOf(chunk);
      else yield* linesWith(chunk, needles);
    }
  }

  /** The lines of the rows that columns select. */
  *#linesOfSelected(): Generator<Uint8Array> {
    const { update, cache, checkTime } = this.#parts;
    const selection = new Selection(this.#query, cache);
    const { fields } = selection;
    const blocks = update(fields);
    try {
      for (const block of blocks.toReversed()) {
        if (!selection.mayHold(block)) continue;
        checkTime();
        for (const _ of cache.ensure([block], fields)) checkTime();
        // Values of a field with too many of them are told apart by parsing, not by counting.
        const { mask, count } = selection.selectKnown(block);
        if (count > 0) yield* linesOfRows(block, mask);
      }
    } finally {
      cache.trim(blocks, fields);
    }
  }

  *#chunks({ path, start, end }: Stretch): Generator<Uint8Array> {
    using file = openSegment(path);
    // One that somebody took away has no lines; the next listing will not have it either.
    if (file === undefined) return;
    const chunks = chunksBackward(file, { start, end }, MAX_CHUNK_BYTES);
    for (const { bytes } of chunks) {
      this.#parts.checkTime();
      yield bytes;
    }
  }
}
