/**
 * Counting done slowly and plainly: records in, newest first, and one answer out. The columns'
 * answers are compared with it.
 */
import type { JsonObject } from "../json/exact.ts";
import { countResult } from "../query/answer.ts";
import { findValue, type Path } from "../query/path.ts";
import { valueText } from "../query/predicate.ts";
import { type CountQuery, recordTest } from "../query/query.ts";
import { parseRecord, serverTimeOf } from "../query/record.ts";
import { listed, type ListedResult } from "./listed.ts";

/** What is gathered of one group. */
interface Tally {
  readonly key: readonly string[];
  count: number;
  first: string | undefined;
  last: string | undefined;
  readonly distinct: readonly Set<string>[];
}

/** Counts lines given oldest first, as the journal holds them. */
export function referenceCount(
  query: CountQuery,
  lines: readonly string[],
): ListedResult {
  const { groupBy, distinct } = query;
  const isWanted = recordTest(query);
  const tallies = new Map<string, Tally>();
  let [matched, errors] = [0, 0];
  for (const line of lines.toReversed()) {
    const record = parseRecord(line);
    if (record === undefined || !isWanted(record)) continue;
    if (++matched > (query.limit ?? Infinity)) {
      matched--;
      break;
    }
    const key = keyOf(groupBy, record);
    if (key === undefined) {
      errors++;
      continue;
    }
    const name = JSON.stringify(key);
    const tally: Tally = tallies.get(name) ?? {
      key,
      count: 0,
      first: undefined,
      last: undefined,
      distinct: distinct.map(() => new Set()),
    };
    tallies.set(name, tally);
    tally.count++;
    const time = serverTimeOf(record);
    if (time !== undefined) {
      if (tally.first === undefined || time < tally.first) tally.first = time;
      if (tally.last === undefined || time > tally.last) tally.last = time;
    }
    for (const [index, path] of distinct.entries()) {
      const value = findValue(path, record);
      if (value !== undefined) tally.distinct[index]!.add(valueText(value));
    }
  }
  const groups = Array.from(tallies.values(), (tally) => ({
    ...tally,
    distinct: tally.distinct.map(({ size }) => size),
  }));
  return listed(countResult(query, {
    groups: {
      length: groups.length,
      count: (place) => groups[place]!.count,
      key: (place) => groups[place]!.key,
      tally: (place) => groups[place]!,
    },
    recordCount: matched - errors,
    errorCount: errors,
    elapsedMs: 0,
  }));
}

function keyOf(
  paths: readonly Path[],
  record: JsonObject,
): string[] | undefined {
  const key: string[] = [];
  for (const path of paths) {
    const value = findValue(path, record);
    if (value === undefined) return undefined;
    key.push(valueText(value));
  }
  return key;
}
