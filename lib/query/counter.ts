/** Counting: records in, newest first, and one answer out. */
import { ServiceError } from "../error.ts";
import type { JsonObject } from "../json/exact.ts";
import type { Path } from "./path.ts";
import { valueText } from "./predicate.ts";
import { type CountQuery, matches } from "./query.ts";
import { serverTimeOf } from "./record.ts";
import type { CountResult, Group } from "./result.ts";
import { compareKeys, type SortKey, sortKey } from "./version_order.ts";

/** Takes records and gives the answer for those taken so far. */
export interface Counter {
  /** Takes one record, the newest first. @returns whether more are wanted */
  add(record: JsonObject): boolean;
  result(elapsedMs: number): CountResult;
}

/** Bounds of the memory that a question may take. */
export interface CounterLimits {
  readonly maxGroups: number;
  /** Of all groups together. */
  readonly maxDistinctValues: number;
  /** Of all keys and distinct values together. */
  readonly maxCharacters: number;
}

const DEFAULT_LIMITS: CounterLimits = {
  maxGroups: 1_000_000,
  maxDistinctValues: 5_000_000,
  maxCharacters: 200_000_000,
};

/** What is gathered of one group. */
interface Tally {
  readonly key: readonly string[];
  count: number;
  first: string | undefined;
  last: string | undefined;
  /** One set of texts for each path of `distinct`. */
  readonly distinct: readonly Set<string>[];
}

/** Makes a counter for a question. */
export function createCounter(
  query: CountQuery,
  limits = DEFAULT_LIMITS,
): Counter {
  const { groupBy, distinct } = query;
  const tallies = new Map<string, Tally>();
  let matchedRecords = 0;
  let errorCount = 0;
  let distinctValues = 0;
  let characters = 0;

  function keep(text: string): void {
    characters += text.length;
    if (characters > limits.maxCharacters) {
      throw tooMany("characters of keys and values", limits.maxCharacters);
    }
  }

  function tallyOf(key: readonly string[]): Tally {
    const name = key.length === 1 ? key[0]! : JSON.stringify(key);
    const found = tallies.get(name);
    if (found) return found;
    if (tallies.size === limits.maxGroups) {
      throw tooMany("groups", limits.maxGroups);
    }
    keep(name);
    const tally: Tally = {
      key,
      count: 0,
      first: undefined,
      last: undefined,
      distinct: distinct.map(() => new Set<string>()),
    };
    tallies.set(name, tally);
    return tally;
  }

  function addDistinct(tally: Tally, record: JsonObject): void {
    for (const [index, path] of distinct.entries()) {
      const value = path.find(record);
      const values = tally.distinct[index]!;
      if (value === undefined || values.has(valueText(value))) continue;
      if (distinctValues === limits.maxDistinctValues) {
        throw tooMany("distinct values", limits.maxDistinctValues);
      }
      keep(valueText(value));
      values.add(valueText(value));
      distinctValues++;
    }
  }

  return {
    add(record) {
      if (!matches(query, record)) return true;
      matchedRecords++;
      const key = keyOf(groupBy, record);
      if (key === undefined) {
        errorCount++;
      } else {
        const tally = tallyOf(key);
        tally.count++;
        const time = serverTimeOf(record);
        if (time !== undefined) {
          if (tally.first === undefined || time < tally.first) {
            tally.first = time;
          }
          if (tally.last === undefined || time > tally.last) tally.last = time;
        }
        addDistinct(tally, record);
      }
      return matchedRecords !== query.limit;
    },
    result(elapsedMs) {
      const counted = matchedRecords - errorCount;
      const totals = { record_count: counted, error_count: errorCount };
      const elapsed_ms = round(elapsedMs, 3);
      if (groupBy.length === 0) {
        const distinct = distinctOf(query, tallies.get(JSON.stringify([])));
        return { ...totals, ...distinct, elapsed_ms };
      }
      const paths = groupBy.map((path) => path.text);
      return {
        grouped_by: paths.length === 1 ? paths[0]! : paths,
        ...totals,
        grouped_key_count: tallies.size,
        groups: sorted(query, [...tallies.values()])
          .map((tally) => groupOf(query, tally, counted)),
        elapsed_ms,
      };
    },
  };
}

function keyOf(
  paths: readonly Path[],
  record: JsonObject,
): string[] | undefined {
  const key: string[] = [];
  for (const path of paths) {
    const value = path.find(record);
    if (value === undefined) return undefined;
    key.push(valueText(value));
  }
  return key;
}

function sorted({ order, top }: CountQuery, tallies: Tally[]): Tally[] {
  const kept = order === "count" && top !== undefined
    ? withCountOfTop(tallies, top)
    : tallies;
  const keyed = kept.map((tally) => ({ tally, keys: tally.key.map(sortKey) }));
  type Keyed = typeof keyed[number];
  const byKey = (a: Keyed, b: Keyed) => compareKeyLists(a.keys, b.keys);
  keyed.sort(
    order === "key"
      ? byKey
      : (a, b) => b.tally.count - a.tally.count || byKey(a, b),
  );
  return keyed.slice(0, top).map(({ tally }) => tally);
}

/** Those whose count is among the `top` largest: no others need be sorted. */
function withCountOfTop(tallies: Tally[], top: number): Tally[] {
  if (tallies.length <= top) return tallies;
  const counts = Float64Array.from(tallies, ({ count }) => count).sort();
  const least = counts[counts.length - top]!;
  return tallies.filter(({ count }) => count >= least);
}

function compareKeyLists(a: readonly SortKey[], b: readonly SortKey[]): number {
  for (const [index, key] of a.entries()) {
    const order = compareKeys(key, b[index]!);
    if (order !== 0) return order;
  }
  return 0;
}

function groupOf(query: CountQuery, tally: Tally, counted: number): Group {
  return {
    key: tally.key,
    count: tally.count,
    share: round(tally.count / counted, 6),
    ...distinctOf(query, tally),
    first_seen: tally.first ?? null,
    last_seen: tally.last ?? null,
  };
}

/** The member `distinct` where it is asked for. */
function distinctOf(
  { distinct }: CountQuery,
  tally: Tally | undefined,
): { distinct?: Record<string, number> } {
  if (distinct.length === 0) return {};
  // Without a prototype, so that a path named `__proto__` is a member like others.
  const counts: Record<string, number> = Object.create(null);
  for (const [index, path] of distinct.entries()) {
    counts[path.text] = tally?.distinct[index]?.size ?? 0;
  }
  return { distinct: counts };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function tooMany(what: string, limit: number): ServiceError {
  return new ServiceError(
    { status: 422, code: "too_many_groups" },
    `This question has more than ${limit} ${what}: group by a path with fewer values, or ` +
      "narrow it with where, since, until or limit",
  );
}
