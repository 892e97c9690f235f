/** The answer to a question for counts, out of what was counted. */
import type { CountQuery } from "./query.ts";
import { distinctOf } from "./distinct.ts";
import { sortedBy } from "./bounded_sort.ts";
import { LazyGroups } from "./groups.ts";
import type { CountResult, Group } from "./result.ts";
import { sortKey } from "./version_order.ts";

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

/** Groups by their places from 0, in no order. */
export interface CountedGroups {
  readonly length: number;
  readonly count: (place: number) => number;
  readonly key: (place: number) => readonly string[];
  readonly tally: (place: number) => GroupTally;
}

/** What was counted in all. */
export interface Counted {
  /** One with an empty key, or none, where nothing is grouped. */
  readonly groups: CountedGroups;
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
    const total = groups.length > 0 ? groups.tally(0) : undefined;
    return { ...totals, ...distinctMember(query, total), elapsed_ms };
  }
  const places = sorted(query, groups);
  const paths = query.groupBy.map((path) => path.text);
  return {
    grouped_by: paths.length === 1 ? paths[0]! : paths,
    ...totals,
    grouped_key_count: groups.length,
    groups: new LazyGroups({
      length: places.length,
      brief: (index) => {
        const place = places[index]!;
        return { key: groups.key(place), count: groups.count(place) };
      },
      group: groupsOf(query, { groups, places, recordCount }),
    }),
    elapsed_ms,
  };
}

/** The places in the asked order, and no more than asked. */
function sorted(
  { order, top = Infinity }: CountQuery,
  groups: CountedGroups,
): Uint32Array {
  const places = Uint32Array.from({ length: groups.length }, (_, at) => at);
  if (order === "key") return byKey(places, { groups, most: top });
  sortByCount(places, groups);
  // Keys are read, which costs more than all else, only of groups with the same count.
  for (let start = 0; start < places.length && start < top;) {
    const count = groups.count(places[start]!);
    let end = start + 1;
    while (end < places.length && groups.count(places[end]!) === count) end++;
    if (end - start > 1) {
      const same = places.subarray(start, end);
      places.set(byKey(same, { groups, most: top - start }), start);
    }
    start = end;
  }
  return places.subarray(0, top);
}

/** Puts places in the order of their counts, the largest first; equal ones stay as they were. */
function sortByCount(places: Uint32Array, groups: CountedGroups): void {
  const { length } = places;
  let largest = 0;
  for (let place = 0; place < length; place++) {
    largest = Math.max(largest, groups.count(place));
  }
  if (largest * length > Number.MAX_SAFE_INTEGER) {
    places.sort((a, b) => groups.count(b) - groups.count(a));
    return;
  }
  // One number of count and place: sorting without a function takes a fraction of the time.
  const ranks = Float64Array.from(
    places,
    (place) => (largest - groups.count(place)) * length + place,
  ).sort();
  for (let index = 0; index < length; index++) {
    places[index] = ranks[index]! % length;
  }
}

/** The places by their keys, and no more of the first than wanted. */
function byKey(places: Uint32Array, { groups, most }: {
  readonly groups: CountedGroups;
  readonly most: number;
}): Uint32Array {
  return sortedBy(places, {
    keyOf: (place) => sortKey(groups.key(place)),
    most,
  });
}

/** Makes groups of their indexes. */
function groupsOf(query: CountQuery, { groups, places, recordCount }: {
  readonly groups: CountedGroups;
  readonly places: Uint32Array;
  readonly recordCount: number;
}): (index: number) => Group {
  const isDistinct = query.distinct.length > 0;
  let known = { count: 0, share: 0 };
  // Groups with the same count mostly follow each other.
  const shareOf = (count: number) => {
    if (count !== known.count) {
      known = { count, share: round(count / recordCount, 6) };
    }
    return known.share;
  };
  return (index) => {
    const tally = groups.tally(places[index]!);
    const { key, count, first = null, last = null } = tally;
    const share = shareOf(count);
    return isDistinct
      ? {
        key,
        count,
        share,
        ...distinctMember(query, tally),
        first_seen: first,
        last_seen: last,
      }
      : { key, count, share, first_seen: first, last_seen: last };
  };
}

/** The member `distinct` where it is asked for. */
function distinctMember(
  { distinct }: CountQuery,
  tally: GroupTally | undefined,
): { distinct?: Record<string, number> } {
  if (distinct.length === 0) return {};
  const counts = distinct.map(({ text }, index) =>
    [text, tally?.distinct[index] ?? 0] as const
  );
  return { distinct: distinctOf(counts) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
