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
}

/** Surveys a field over blocks in which its column is made, unless it is wide. */
export function surveyField(
  field: Field,
  blocks: readonly Block[],
  { path, top, cache }: SurveyOptions,
): FieldSummary {
  return field.kind === "values" && cache.isWide(field)
    ? surveyWide(field, blocks, path)
    : surveyColumn(field, blocks, { path, top, cache });
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
    add(types, dictionary.value(number)!, count);
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

function surveyWide(
  field: ValueField,
  blocks: readonly Block[],
  path: string,
): FieldSummary {
  const types: Record<string, number> = {};
  let recordCount = 0;
  for (const block of blocks) {
    const { codes, values, exact } = scanField(block, field)[0]!;
    for (const code of codes) {
      if (code === 0) continue;
      recordCount++;
      add(types, values[code - 1]!, 1);
    }
    for (const value of exact.values()) add(types, value, 1);
    recordCount += exact.size;
  }
  return {
    path,
    record_count: recordCount,
    types,
    distinct_count: null,
    top: [],
  };
}

function add(
  types: Record<string, number>,
  value: JsonValue,
  count: number,
): void {
  const type = typeOf(value);
  types[type] = (types[type] ?? 0) + count;
}

/** The names of JSON's own types. */
function typeOf(value: JsonValue): string {
  if (typeof value === "number" || isRawNumber(value)) return "number";
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}
