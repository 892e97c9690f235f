/** What values a field has: how many records, of which types, how many different, which most. */
import { isRawNumber, type JsonValue } from "../json/exact.ts";
import type { FieldsResult, FieldSummary } from "../query/fields.ts";
import { parsePath } from "../query/path.ts";
import type { Block } from "./block.ts";
import type { ColumnCache } from "./column_cache.ts";
import { discoverPaths } from "./discover.ts";
import { type Field, fieldOf, type ValueField } from "./field.ts";
import { scanField } from "./scan_fields.ts";
import { MAX_SCAN_PATHS } from "./scanner.ts";

/** How many paths are told, of about how many of the most recent records. */
const MAX_PATHS = 200;
const MAX_SURVEYED_ROWS = 1_000_000;

/** What to tell. */
export interface SurveyOptions {
  /** How many of the most common values. */
  readonly top: number;
  /** Called before each block that must be read. */
  readonly checkTime: () => void;
}

/** What is told of one field. */
interface FieldOptions extends SurveyOptions {
  readonly path: string;
  readonly cache: ColumnCache;
}

/** Of a field in one block. */
interface Tally {
  readonly recordCount: number;
  /** How many of each JSON type. */
  readonly types: ReadonlyMap<string, number>;
}

/** Tells of fields, and remembers of blocks what they must be read for. */
export class Surveyor {
  readonly #cache: ColumnCache;
  /** Of wide fields, by their ids. */
  readonly #tallies = new WeakMap<Block, Map<string, Tally>>();

  constructor(cache: ColumnCache) {
    this.#cache = cache;
  }

  /** Tells which paths the most recent of all blocks have, the most frequent first. */
  survey(
    allBlocks: readonly Block[],
    { top, checkTime }: SurveyOptions,
  ): Omit<FieldsResult, "elapsed_ms"> {
    const cache = this.#cache;
    const blocks = latest(allBlocks);
    const fields: FieldSummary[] = [];
    const paths = discoverPaths(blocks, MAX_PATHS);
    for (let at = 0; at < paths.length; at += MAX_SCAN_PATHS) {
      const some = paths.slice(at, at + MAX_SCAN_PATHS)
        .map((path) => ({ path, field: fieldOf(parsePath(path)) }));
      const wanted = some.map(({ field }) => field);
      for (const _ of cache.ensure(blocks, wanted)) checkTime();
      for (const { path, field } of some) {
        const options = { path, top, cache, checkTime };
        fields.push(this.#surveyField(field, blocks, options));
      }
      cache.trim(allBlocks, wanted);
    }
    return {
      record_count: blocks.reduce(
        (sum, { rows, invalidRows }) => sum + rows - invalidRows,
        0,
      ),
      fields: fields.filter(({ record_count }) => record_count > 0)
        .sort((a, b) => b.record_count - a.record_count),
    };
  }

  /** Surveys a field over blocks in which its column is made, unless it is wide. */
  #surveyField(
    field: Field,
    blocks: readonly Block[],
    options: FieldOptions,
  ): FieldSummary {
    return field.kind === "values" && this.#cache.isWide(field)
      ? this.#surveyWide(field, blocks, options)
      : surveyColumn(field, blocks, options);
  }

  #surveyWide(
    field: ValueField,
    blocks: readonly Block[],
    { path, checkTime }: FieldOptions,
  ): FieldSummary {
    const types: Record<string, number> = {};
    let recordCount = 0;
    for (const block of blocks) {
      const tally = this.#tallyOf(field, block, checkTime);
      recordCount += tally.recordCount;
      for (const [type, count] of tally.types) add(types, type, count);
    }
    return {
      path,
      record_count: recordCount,
      types,
      distinct_count: null,
      top: [],
    };
  }

  #tallyOf(field: ValueField, block: Block, checkTime: () => void): Tally {
    let byField = this.#tallies.get(block);
    if (byField === undefined) {
      byField = new Map();
      this.#tallies.set(block, byField);
    }
    let tally = byField.get(field.id);
    if (tally === undefined) {
      checkTime();
      tally = tallyOf(field, block);
      byField.set(field.id, tally);
    }
    return tally;
  }
}

function surveyColumn(
  field: Field,
  blocks: readonly Block[],
  { path, top, cache }: FieldOptions,
): FieldSummary {
  const dictionary = cache.dictionary(field);
  const counts = new Float64Array(dictionary.size);
  for (const { rows, columns } of blocks) {
    const { codes } = columns.get(field.id)!;
    for (let row = 0; row < rows; row++) counts[codes[row]!]!++;
  }
  const types: Record<string, number> = {};
  const texts = new Map<number, number>();
  let recordCount = 0;
  for (let number = 1; number < counts.length; number++) {
    const count = counts[number]!;
    if (count === 0) continue;
    recordCount += count;
    add(types, typeOf(dictionary.value(number)!), count);
    const group = dictionary.group(number);
    texts.set(group, (texts.get(group) ?? 0) + count);
  }
  const common = [...texts].sort(([, a], [, b]) => b - a).slice(0, top);
  return {
    path,
    record_count: recordCount,
    types,
    distinct_count: texts.size,
    top: common.map(([number, count]) => ({
      value: dictionary.text(number),
      count,
    })),
  };
}

function tallyOf(field: ValueField, block: Block): Tally {
  const types: Record<string, number> = {};
  const { codes, values, exact } = scanField(block, field)[0]!;
  let recordCount = exact.size;
  for (const code of codes) {
    if (code === 0) continue;
    recordCount++;
    add(types, typeOf(values[code - 1]!), 1);
  }
  for (const value of exact.values()) add(types, typeOf(value), 1);
  return { recordCount, types: new Map(Object.entries(types)) };
}

function add(
  types: Record<string, number>,
  type: string,
  count: number,
): void {
  types[type] = (types[type] ?? 0) + count;
}

/** The names of JSON's own types. */
function typeOf(value: JsonValue): string {
  if (typeof value === "number" || isRawNumber(value)) return "number";
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}

/** The most recent blocks, of about as many rows as are surveyed. */
function latest(blocks: readonly Block[]): readonly Block[] {
  let rows = 0;
  let first = blocks.length;
  while (first > 0 && rows < MAX_SURVEYED_ROWS) rows += blocks[--first]!.rows;
  return blocks.slice(first);
}
