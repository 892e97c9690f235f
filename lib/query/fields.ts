/** The question for what paths there are, and its answer. */
import { FIELDS_PARAMETERS, ParameterReader } from "./parameters.ts";

const DEFAULT_TOP = 5;
const MAX_TOP = 100;

/** A question for the paths. */
export interface FieldsQuery {
  /** How many of the most common values to tell of each. */
  readonly top: number;
  readonly format: "json" | "html" | undefined;
}

/** The paths, and the records that they were looked for in; names as on the wire. */
export interface FieldsResult {
  /** The most recent ones. */
  readonly record_count: number;
  /** The most frequent first. */
  readonly fields: readonly FieldSummary[];
  readonly elapsed_ms: number;
}

/** What there is at one path. */
export interface FieldSummary {
  /** As questions name it. */
  readonly path: string;
  /** How many records have it. */
  readonly record_count: number;
  /** How many of each JSON type. */
  readonly types: Readonly<Record<string, number>>;
  /** How many different values; `null` where there are too many to tell. */
  readonly distinct_count: number | null;
  /** The most common values. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** What forms offer to those who write into them, the most frequent first. */
export interface Suggestions {
  readonly paths: readonly string[];
  /** As `where` takes them. */
  readonly conditions: readonly string[];
}

/**
 * Reads the question of `/v1/fields`.
 *
 * @throws {ServiceError} 400 with what was wrong and what is accepted
 */
export function parseFieldsQuery(params: URLSearchParams): FieldsQuery {
  const reader = new ParameterReader(params, FIELDS_PARAMETERS);
  return {
    top: reader.count("top", MAX_TOP) ?? DEFAULT_TOP,
    format: reader.word("format", ["json", "html"]),
  };
}
