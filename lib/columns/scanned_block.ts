/** What a scan has read of a block: as bytes, which threads can hand over, and as values. */
import { compactText, type JsonValue, parseExact } from "../json/exact.ts";
import type { Stretch } from "./stretch.ts";

/** In two bytes where they fit: new memory costs its time, and goes from thread to thread. */
export type RowCodes = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** The values of one path in one block. */
export interface ScannedColumn {
  /** For each row 0 where it has no value, else one more than the value's place in `values`. */
  readonly codes: RowCodes;
  /**
   * Values that rows may have; the same one may be there twice. Blocks share the list, which
   * grows with them.
   */
  readonly values: readonly JsonValue[];
  /** By row the values that are not among them; the row's code is 0. */
  readonly exact: ReadonlyMap<number, JsonValue>;
}

/** The lines of one block. */
export interface ScannedBlock {
  /** Where its lines are, in order. */
  readonly stretches: readonly Stretch[];
  readonly rows: number;
  /** Milliseconds since 1970; NaN for a row without a readable `server_time`. */
  readonly times: Float64Array;
  /** Rows that are no records; `undefined` where all are. */
  readonly invalid: Uint8Array | undefined;
  /** One for each path that was looked for. */
  readonly columns: readonly ScannedColumn[];
}

/** What the exact way found in a line that the scan left to it. */
export interface ExactRow {
  readonly row: number;
  /** NaN where there is no readable time. */
  readonly timeMs: number;
  /** By path the JSON text of its value; `undefined` altogether: the line is no record. */
  readonly texts: readonly (string | undefined)[] | undefined;
}

/** A block as the scan leaves it. */
export interface BlockBytes {
  readonly stretches: readonly Stretch[];
  readonly rows: number;
  readonly times: Float64Array<ArrayBuffer>;
  /** One and the same, of one thread, as long as blocks build on the values of those before. */
  readonly generation: number;
  readonly columns: readonly ColumnBytes[];
  /** The values' raw JSON, from the place `textsStart` on. */
  readonly texts: Uint8Array<ArrayBuffer>;
  readonly textsStart: number;
  readonly exact: readonly ExactRow[];
}

/** The values of one path, but for those that the exact way found. */
export interface ColumnBytes {
  readonly codes: RowCodes;
  /** How many values the blocks before have brought. */
  readonly known: number;
  /** Of each further value: place, length, and a word that does not matter. */
  readonly entries: Uint32Array<ArrayBuffer>;
}

/** Words of entries from which on their texts are decoded together. */
const MANY_ENTRIES = 100;
const BEYOND_ASCII = /[\u0080-\uffff]/;

/** A byte order mark is no part of JSON: it makes a line unreadable. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** One character a byte; right for ASCII alone. */
const byteDecoder = new TextDecoder("latin1");

/** The JSON text by which a value is handed over. */
export function handedText(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : compactText(value);
}

/** Makes values of one thread's blocks, all of which it must be given in their order. */
export class BlockDecoder {
  #generation: number | undefined;
  /** By path the values of this generation. */
  #values: readonly JsonValue[][] = [];

  /** The block with its values; takes the arrays of `bytes` for its own. */
  decode(bytes: BlockBytes): ScannedBlock {
    const { stretches, rows, times, exact, generation } = bytes;
    if (generation !== this.#generation) {
      this.#generation = generation;
      this.#values = bytes.columns.map(() => []);
    }
    let invalid: Uint8Array | undefined;
    for (const { row, timeMs, texts } of exact) {
      times[row] = timeMs;
      if (texts === undefined) (invalid ??= new Uint8Array(rows))[row] = 1;
    }
    const textAt = textReader(bytes);
    const columns = bytes.columns.map(({ codes, known, entries }, index) => {
      const values = this.#values[index]!;
      if (values.length !== known) {
        throw new Error(
          `A block of values is missing: it builds on ${known}, there are ${values.length}`,
        );
      }
      for (const value of valuesOf(entries, textAt)) values.push(value);
      const exactValues = new Map<number, JsonValue>();
      for (const { row, texts } of exact) {
        codes[row] = 0;
        const text = texts?.[index];
        if (text !== undefined) exactValues.set(row, parseExact(text));
      }
      return { codes, values, exact: exactValues };
    });
    return { stretches, rows, times, invalid, columns };
  }
}

/** Reads a block's texts by their places and lengths. */
function textReader(
  { texts, textsStart, columns }: BlockBytes,
): (place: number, sizeBytes: number) => string {
  const words = columns.reduce((sum, { entries }) => sum + entries.length, 0);
  const decoded = (start: number, end: number) =>
    decoder.decode(texts.subarray(start, end));
  if (words < MANY_ENTRIES) {
    return (place, sizeBytes) =>
      decoded(place - textsStart, place - textsStart + sizeBytes);
  }
  // Decoding each for itself takes several times as long as cutting them out of one text.
  const whole = decoder.decode(texts);
  if (!BEYOND_ASCII.test(whole)) {
    return (place, sizeBytes) =>
      whole.slice(place - textsStart, place - textsStart + sizeBytes);
  }
  const bytewise = byteDecoder.decode(texts);
  return (place, sizeBytes) => {
    const start = place - textsStart;
    const text = bytewise.slice(start, start + sizeBytes);
    return BEYOND_ASCII.test(text) ? decoded(start, start + sizeBytes) : text;
  };
}

/**
 * The values of entries. Nearly all are strings, which are parsed together: a first block has
 * thousands, when code is still slow that does anything to each.
 */
function valuesOf(
  entries: Uint32Array,
  textAt: (place: number, sizeBytes: number) => string,
): JsonValue[] {
  const texts: string[] = [];
  let areStrings = true;
  for (let each = 0; each < entries.length; each += 3) {
    const text = textAt(entries[each]!, entries[each + 1]!);
    areStrings &&= text.startsWith('"');
    texts.push(text);
  }
  return areStrings ? JSON.parse(`[${texts.join()}]`) : texts.map(parseExact);
}

/**
 * A block on its way to another thread: numbers and texts as plain buffers, since the receiving
 * end looks through all that has members.
 */
export interface HandedBlock {
  readonly stretches: readonly Stretch[];
  readonly rows: number;
  readonly times: ArrayBuffer;
  readonly generation: number;
  readonly columns: readonly {
    readonly codes: ArrayBuffer;
    readonly known: number;
    readonly entries: ArrayBuffer;
  }[];
  readonly texts: ArrayBuffer;
  readonly textsStart: number;
  readonly exact: readonly ExactRow[];
}

/** Copies what is the scan's own. */
export function handOver(bytes: BlockBytes): HandedBlock {
  return {
    ...bytes,
    times: bytes.times.buffer,
    columns: bytes.columns.map(({ codes, known, entries }) => ({
      codes: codes.buffer,
      known,
      entries: entries.slice().buffer,
    })),
    texts: bytes.texts.slice().buffer,
  };
}

/** What changes hands with a block. */
export function buffersOf(
  { times, columns, texts }: HandedBlock,
): ArrayBuffer[] {
  const ofColumns = columns.flatMap(({ codes, entries }) => [codes, entries]);
  return [times, texts, ...ofColumns];
}

/** The block that was handed over. */
export function takeOver(handed: HandedBlock): BlockBytes {
  return {
    ...handed,
    times: new Float64Array(handed.times),
    columns: handed.columns.map(({ codes, known, entries }) => ({
      codes: rowCodes(codes, handed.rows),
      known,
      entries: new Uint32Array(entries),
    })),
    texts: new Uint8Array(handed.texts),
  };
}

function rowCodes(buffer: ArrayBuffer, rows: number): RowCodes {
  return buffer.byteLength === rows * Uint16Array.BYTES_PER_ELEMENT
    ? new Uint16Array(buffer)
    : new Uint32Array(buffer);
}
