/** The answer to a question for counts, out of what was counted. */
import type { CountQuery } from "./query.ts";
import type { CountResult, Group } from "./result.ts";
import { compareKeys, type SortKey, sortKey } from "./version_order.ts";

/** What was counted of one group. */
export interface GroupTally {
  readonly key: readonly string[];
  readonly count: number;
  /** The least and the greatest `server_time`. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** How many values there are, for each path of `distinct`. */
  readonly distinct: readonly number[];
}

/** What was counted in all. */
export interface Counted {
  /** One with an empty key, or none, where nothing is grouped. */
  readonly groups: readonly GroupTally[];
  readonly recordCount: number;
  readonly errorCount: number;
  readonly elapsedMs: number;
}

/** Puts the groups in order and words the answer. */
export function countResult(query: CountQuery, counted: Counted): CountResult {
  const { groups, recordCount, errorCount } = counted;
  const totals = { record_count: recordCount, error_count: errorCount };
  const elapsed_ms = round(counted.elapsedMs, 3);
  if (query.groupBy.length === 0) {
    return { ...totals, ...distinctOf(query, groups[0]), elapsed_ms };
  }
  const paths = query.groupBy.map((path) => path.text);
  return {
    grouped_by: paths.length === 1 ? paths[0]! : paths,
    ...totals,
    grouped_key_count: groups.length,
    groups: sorted(query, groups)
      .map((tally) => groupOf(query, tally, recordCount)),
    elapsed_ms,
  };
}

function sorted(
  { order, top }: CountQuery,
  tallies: readonly GroupTally[],
): GroupTally[] {
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
function withCountOfTop(
  tallies: readonly GroupTally[],
  top: number,
): readonly GroupTally[] {
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

function groupOf(query: CountQuery, tally: GroupTally, counted: number): Group {
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
  tally: GroupTally | undefined,
): { distinct?: Record<string, number> } {
  if (distinct.length === 0) return {};
  // Without a prototype, so that a path named `__proto__` is a member like others.
  const counts: Record<string, number> = Object.create(null);
  for (const [index, path] of distinct.entries()) {
    counts[path.text] = tally?.distinct[index] ?? 0;
  }
  return { distinct: counts };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
