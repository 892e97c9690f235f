/** Answers to questions for counts. */

/** The answer of `/v1/count`; names as on the wire. */
export interface CountResult {
  /** The path as asked; a list where there are several; absent where nothing is grouped. */
  readonly grouped_by?: string | readonly string[];
  /** Matching records that have every grouped path. */
  readonly record_count: number;
  /** Matching records that lack one. */
  readonly error_count: number;
  /** How many groups there are, before `top`; absent where nothing is grouped. */
  readonly grouped_key_count?: number;
  /** In the order that was asked for; absent where nothing is grouped. */
  readonly groups?: readonly Group[];
  /** Distinct values of all counted records, where nothing is grouped. */
  readonly distinct?: Readonly<Record<string, number>>;
  readonly elapsed_ms: number;
}

/** One group of an answer. */
export interface Group {
  /** The text of each grouped path's value. */
  readonly key: readonly string[];
  readonly count: number;
  /** Of all counted records, 0 to 1. */
  readonly share: number;
  readonly distinct?: Readonly<Record<string, number>>;
  /** The least and the greatest `server_time`; `null` where no record has one. */
  readonly first_seen: string | null;
  readonly last_seen: string | null;
}

/**
 * The answer's JSON text, with `counts {key: count}` in front of `groups`.
 *
 * Written by hand since an object would put keys that are whole numbers first, and would lose
 * one named `__proto__`.
 */
export function countResultJson(result: CountResult): string {
  const { groups, elapsed_ms, ...head } = result;
  const start = JSON.stringify(head).slice(0, -1);
  const end = `"elapsed_ms":${JSON.stringify(elapsed_ms)}}`;
  if (groups === undefined) return `${start},${end}`;
  const counts = groups.map(({ key, count }) =>
    `${JSON.stringify(countsKey(key))}:${count}`
  );
  return `${start},"counts":{${counts.join(",")}},"groups":${
    JSON.stringify(groups)
  },${end}`;
}

/** A single key is its own text; several are a compact JSON list. */
function countsKey(key: readonly string[]): string {
  return key.length === 1 ? key[0]! : JSON.stringify(key);
}
