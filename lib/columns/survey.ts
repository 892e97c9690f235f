/** What values a field has: how many records, of which types, how many different, which most. */
import { isRawNumber, type JsonValue } from "../json/exact.ts";
import type { FieldSummary } from "../query/fields.ts";
import type { Block } from "./block.ts";
import type { ColumnCache } from "./column_cache.ts";
import { scanField } from "./scan_fields.ts";
import type { Field, ValueField } from "./field.ts";

/** What to tell of. */
export interface SurveyOptions {
  readonly path: string;
  /** How many of the most common values. */
  readonly top: number;
  readonly cache: ColumnCache;
  /** Called before each block that must be read. */
  readonly checkTime: () => void;
}

/** Of a field in one block. */
interface Tally {
  readonly recordCount: number;
  /** How many of each JSON type. */
  readonly types: ReadonlyMap<string, number>;
}

/** Tells of fields, and remembers of blocks what they must be read for. */
export class Surveyor {
  /** Of wide fields, by their ids. */
  readonly #tallies = new WeakMap<Block, Map<string, Tally>>();

  /** Surveys a field over blocks in which its column is made, unless it is wide. */
  survey(
    field: Field,
    blocks: readonly Block[],
    options: SurveyOptions,
  ): FieldSummary {
    return field.kind === "values" && options.cache.isWide(field)
      ? this.#surveyWide(field, blocks, options)
      : surveyColumn(field, blocks, options);
  }

  #surveyWide(
    field: ValueField,
    blocks: readonly Block[],
    { path, checkTime }: SurveyOptions,
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
  { path, top, cache }: SurveyOptions,
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
