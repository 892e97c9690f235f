/** What a person may want to write into a form, seen in a sample of the latest lines. */
import { isRawNumber, type JsonValue } from "../json/exact.ts";
import type { SegmentView } from "../journal/segment.ts";
import { isCompressed } from "../journal/segment_name.ts";
import {
  equalCondition,
  INTERVALS,
  isWritable,
  parseRecord,
  type Suggestions,
  valueText,
  VIRTUAL_FIELDS,
} from "../query/mod.ts";
import { linesAt, visitPaths } from "./discover.ts";

/** Segments that are looked into, spread over all of them, and bytes of the end of each. */
const MAX_SEGMENTS = 4;
const SAMPLE_BYTES = 64 * 1024;

const MAX_PATHS = 200;
/** Of each path at most so many conditions, by its most common values. */
const MAX_VALUES = 5;
const MAX_CONDITIONS = 300;
/** Longer ones nobody looks for in a list. */
const MAX_CHARACTERS = 80;

/** Suggests paths and conditions, the most frequent first, virtual fields before them. */
export function suggest(views: readonly SegmentView[]): Suggestions {
  const sample = new Sample();
  for (const line of latestLines(views)) sample.add(line);
  return sample.suggestions();
}

function* latestLines(views: readonly SegmentView[]): Generator<string> {
  const plain = views.filter(({ path }) => !isCompressed(path));
  const step = Math.max(1, Math.ceil(plain.length / MAX_SEGMENTS));
  for (let at = plain.length - 1; at >= 0; at -= step) {
    const { path, sizeBytes } = plain[at]!;
    const start = Math.max(0, sizeBytes - SAMPLE_BYTES);
    yield* linesAt(path, start, sizeBytes - start);
  }
}

/** Of times there are `since` and `until`. */
const VIRTUAL_VALUES = VIRTUAL_FIELDS.filter(({ name }) =>
  !INTERVALS.some((interval) => name === `@${interval}`)
);

/** How often a path was there, and by its values. */
interface Seen {
  count: number;
  readonly values: Map<string, number>;
}

class Sample {
  readonly #virtual = new Map<string, Seen>(
    VIRTUAL_FIELDS.map(({ name }) => [name, { count: 0, values: new Map() }]),
  );
  readonly #paths = new Map<string, Seen>();

  /** What is no record, or the rest of one, adds nothing. */
  add(line: string): void {
    const record = parseRecord(line);
    if (record === undefined) return;
    for (const { name, find } of VIRTUAL_VALUES) {
      note(this.#virtual.get(name)!, find(record));
    }
    visitPaths(record, (path, value) => {
      if (path.length > MAX_CHARACTERS || !isWritable(path)) return;
      let seen = this.#paths.get(path);
      if (seen === undefined) {
        seen = { count: 0, values: new Map() };
        this.#paths.set(path, seen);
      }
      note(seen, value);
    });
  }

  suggestions(): Suggestions {
    const paths = [...this.#paths]
      .sort(([, a], [, b]) => b.count - a.count)
      .slice(0, MAX_PATHS);
    const all = [...this.#virtual, ...paths];
    return {
      paths: all.map(([path]) => path),
      conditions: all.flatMap(conditionsOf).slice(0, MAX_CONDITIONS),
    };
  }
}

function note(seen: Seen, value: JsonValue | undefined): void {
  if (value === undefined) return;
  seen.count++;
  const hasMembers = typeof value === "object" && value !== null &&
    !isRawNumber(value);
  if (hasMembers) return;
  const text = valueText(value);
  if (text.length > MAX_CHARACTERS) return;
  seen.values.set(text, (seen.values.get(text) ?? 0) + 1);
}

/** Of values that are there once alone a list is of no help. */
function conditionsOf([path, { values }]: [string, Seen]): string[] {
  return [...values].filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_VALUES)
    .map(([text]) => equalCondition(path, text))
    .filter((condition) => condition !== undefined);
}
