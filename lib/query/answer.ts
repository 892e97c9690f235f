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

/** In the asked order, and no more than asked. */
function sorted(
  { order, top = Infinity }: CountQuery,
  tallies: readonly GroupTally[],
): readonly GroupTally[] {
  if (order === "key") return byKey(tallies).slice(0, top);
  const byCount = tallies.toSorted((a, b) => b.count - a.count);
  const kept: GroupTally[] = [];
  // Keys are read, which costs more than all else, only of groups with the same count.
  for (let start = 0; start < byCount.length && start < top;) {
    let end = start + 1;
    while (byCount[end]?.count === byCount[start]!.count) end++;
    const same = byCount.slice(start, end);
    for (const each of same.length > 1 ? byKey(same) : same) kept.push(each);
    start = end;
  }
  return kept.slice(0, top);
}

function byKey(tallies: readonly GroupTally[]): GroupTally[] {
  return tallies.map((tally) => ({ tally, keys: tally.key.map(sortKey) }))
    .sort((a, b) => compareKeyLists(a.keys, b.keys))
    .map(({ tally }) => tally);
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
