/** Questions: from a query string to what is asked. */
import { badQuery } from "../error.ts";
import type { JsonObject } from "../json/exact.ts";
import { INTERVALS } from "./interval.ts";
import {
  COUNT_PARAMETERS,
  FILTER_PARAMETERS,
  ParameterReader,
  RECORDS_PARAMETERS,
} from "./parameters.ts";
import { findValue, parsePath, parsePaths, type Path } from "./path.ts";
import { parsePredicate, type Predicate, valueTest } from "./predicate.ts";
import { serverTimeOf } from "./record.ts";
import { parseTimeBound } from "./time_bounds.ts";

/** The formats that records can be asked in. */
const RECORDS_FORMATS = ["json", "csv", "ndjson", "html"] as const;
/** The formats that counts can be asked in. */
const COUNT_FORMATS = [...RECORDS_FORMATS, "md", "svg"] as const;
const MAX_PATHS = 4;
/** Each path needs memory for every record. */
const MAX_CONDITIONS = 32;
const MAX_COUNTED_RECORDS = 1_000_000_000;
const DEFAULT_RECORDS = 100;
const MAX_RECORDS = 10_000;

/** Which records a question is about. */
export interface Filter {
  readonly where: readonly Predicate[];
  /** ISO 8601, UTC, with milliseconds: the first moment that counts. */
  readonly since: string | undefined;
  /** The first moment that counts no longer. */
  readonly until: string | undefined;
}

/** A question for records. */
export interface RecordsQuery extends Filter {
  readonly limit: number;
  readonly format: typeof RECORDS_FORMATS[number] | undefined;
}

/** A question for counts. */
export interface CountQuery extends Filter {
  readonly groupBy: readonly Path[];
  readonly distinct: readonly Path[];
  /** Only so many of the most recent matching records are counted. */
  readonly limit: number | undefined;
  /** Only so many groups come back. */
  readonly top: number | undefined;
  readonly order: "count" | "key";
  readonly format: typeof COUNT_FORMATS[number] | undefined;
}

/** The time against which ages are counted. */
export interface QueryOptions {
  readonly now: Date;
}

/**
 * Reads the question of `/v1/count`.
 *
 * @throws {ServiceError} 400 with what was wrong and what is accepted
 */
export function parseCountQuery(
  params: URLSearchParams,
  { now }: QueryOptions,
): CountQuery {
  const reader = new ParameterReader(params, COUNT_PARAMETERS);
  const interval = reader.word("interval", INTERVALS);
  const groupBy = readPaths(reader, "group_by");
  return {
    ...readFilter(reader, now),
    groupBy: interval
      ? checkedPaths("group_by", [...groupBy, parsePath(`@${interval}`)])
      : groupBy,
    distinct: readPaths(reader, "distinct"),
    limit: reader.count("limit", MAX_COUNTED_RECORDS),
    top: reader.count("top", MAX_COUNTED_RECORDS),
    order: reader.word("order", ["count", "key"]) ?? "count",
    format: reader.word("format", COUNT_FORMATS),
  };
}

/**
 * Reads the question of `/v1/records`.
 *
 * @throws {ServiceError} 400 with what was wrong and what is accepted
 */
export function parseRecordsQuery(
  params: URLSearchParams,
  { now }: QueryOptions,
): RecordsQuery {
  const reader = new ParameterReader(params, RECORDS_PARAMETERS);
  return {
    ...readFilter(reader, now),
    limit: reader.count("limit", MAX_RECORDS) ?? DEFAULT_RECORDS,
    format: reader.word("format", RECORDS_FORMATS),
  };
}

/**
 * Reads which records a question is about, where it asks nothing else.
 *
 * @throws {ServiceError} 400 with what was wrong and what is accepted
 */
export function parseFilter(
  params: URLSearchParams,
  { now }: QueryOptions,
): Filter {
  return readFilter(new ParameterReader(params, FILTER_PARAMETERS), now);
}

/** What tells whether a record is one that a question is about. */
export function recordTest(
  { where, since, until }: Filter,
): (record: JsonObject) => boolean {
  const tests = where.map((each) => ({
    path: each.path,
    holds: valueTest(each),
  }));
  return (record) =>
    isWithin(since, until, record) &&
    tests.every(({ path, holds }) => holds(findValue(path, record)));
}

function isWithin(
  since: string | undefined,
  until: string | undefined,
  record: JsonObject,
): boolean {
  if (since === undefined && until === undefined) return true;
  const time = serverTimeOf(record);
  return time !== undefined && (since === undefined || time >= since) &&
    (until === undefined || time < until);
}

function readFilter(reader: ParameterReader, now: Date): Filter {
  const bound = (name: string) => {
    const text = reader.one(name);
    return text === undefined ? undefined : parseTimeBound(name, text, now);
  };
  const [since, until] = [bound("since"), bound("until")];
  if (since !== undefined && until !== undefined && since >= until) {
    throw badQuery(
      `Cannot use since with until: since must be before until, got ${since} and ${until}`,
    );
  }
  const conditions = reader.all("where");
  if (conditions.length > MAX_CONDITIONS) {
    throw badQuery(
      `Cannot use where: at most ${MAX_CONDITIONS} conditions, got ${conditions.length}`,
    );
  }
  return { where: conditions.map(parsePredicate), since, until };
}

function readPaths(reader: ParameterReader, name: string): Path[] {
  const paths = reader.all(name).flatMap(parsePaths);
  if (paths.length > MAX_PATHS) {
    throw badQuery(
      `Cannot use ${name}: at most ${MAX_PATHS} paths, got ${paths.length}`,
    );
  }
  return checkedPaths(name, paths);
}

/** The paths, of which none is given twice. */
function checkedPaths(name: string, paths: Path[]): Path[] {
  const texts = paths.map((path) => path.text);
  const repeated = texts.find((text, index) => texts.indexOf(text) !== index);
  if (repeated !== undefined) {
    throw badQuery(
      `Cannot use ${name}: the path ${JSON.stringify(repeated)} is given twice`,
    );
  }
  return paths;
}
