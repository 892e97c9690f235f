/** The parameters of a question, in one table, and reading them from a query string. */
import { badQuery } from "../error.ts";

/** One parameter. */
export interface Parameter {
  readonly name: string;
  readonly accepted: string;
  readonly meaning: string;
  readonly repeats?: true;
}

const WHERE: Parameter = {
  name: "where",
  accepted: "PATH=VALUE, != < <= > >= ~ !~, PATH?, !PATH",
  meaning: "Keep matching records; up to 32, all must hold",
  repeats: true,
};
const SINCE: Parameter = {
  name: "since",
  accepted: "a date, a time or an age",
  meaning: "Not before then, by server_time",
};
const UNTIL: Parameter = {
  name: "until",
  accepted: "a date, a time or an age",
  meaning: "Before then, by server_time",
};
const FORMAT: Parameter = {
  name: "format",
  accepted: "json, csv, ndjson, html",
  meaning: "How the answer is written; else by the Accept header",
};
const COUNT_FORMAT: Parameter = {
  ...FORMAT,
  accepted: "json, csv, ndjson, html, md, svg",
};
const LIMIT: Parameter = {
  name: "limit",
  accepted: "a whole number from 1",
  meaning: "Only the N most recent matching records",
};

/** The parameters of `/v1/count`. */
export const COUNT_PARAMETERS: readonly Parameter[] = [
  {
    name: "group_by",
    accepted: "PATH[,PATH...]",
    meaning: "Count per value; up to four paths",
    repeats: true,
  },
  WHERE,
  SINCE,
  UNTIL,
  {
    name: "interval",
    accepted: "hour, day, week, month, year",
    meaning: "A stretch of time as one more key",
  },
  {
    name: "distinct",
    accepted: "PATH[,PATH...]",
    meaning: "How many distinct values each group has",
    repeats: true,
  },
  LIMIT,
  {
    name: "top",
    accepted: "a whole number from 1",
    meaning: "Only the first N groups",
  },
  { name: "order", accepted: "count, key", meaning: "Order of the groups" },
  COUNT_FORMAT,
];

/** The parameters that say which records are meant. */
export const FILTER_PARAMETERS: readonly Parameter[] = [WHERE, SINCE, UNTIL];

/** The parameters of `/v1/records`. */
export const RECORDS_PARAMETERS: readonly Parameter[] = [
  WHERE,
  SINCE,
  UNTIL,
  LIMIT,
  FORMAT,
];

/** The parameters of `/v1/fields`. */
export const FIELDS_PARAMETERS: readonly Parameter[] = [
  {
    name: "top",
    accepted: "a whole number from 1 to 100",
    meaning: "How many of the most common values of each path",
  },
  { ...FORMAT, accepted: "json, html" },
];

/** The values given for the parameters of one table. */
export class ParameterReader {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @throws {ServiceError} 400 for an unknown parameter, or one given twice that may not be */
  constructor(params: URLSearchParams, parameters: readonly Parameter[]) {
    this.#values = new Map(
      [...Map.groupBy(params, ([name]) => name)].map(([name, pairs]) => {
        const parameter = parameters.find((each) => each.name === name);
        if (parameter === undefined) throw unknown(name, parameters);
        // A form sends its empty fields too: they mean that nothing is asked.
        const values = pairs.map(([, value]) => value)
          .filter((value) => value !== "");
        if (values.length > 1 && !parameter.repeats) {
          throw badQuery(
            `Cannot use ${name}: it may be given once, got it ${values.length} times`,
          );
        }
        return [name, values];
      }),
    );
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  one(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** A whole number from 1 to `max`. */
  count(name: string, max: number): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= 1 && value <= max) return value;
    throw badQuery(
      `Cannot use ${name}: must be a whole number from 1 to ${max}, got ${
        JSON.stringify(text)
      }`,
    );
  }

  /** One of a few words. */
  word<const W extends string>(
    name: string,
    words: readonly W[],
  ): W | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw badQuery(
      `Cannot use ${name}: must be one of ${words.join(", ")}, got ${
        JSON.stringify(text)
      }`,
    );
  }
}

function unknown(name: string, parameters: readonly Parameter[]): Error {
  return badQuery(
    `Unknown parameter ${JSON.stringify(name)}: accepted are ${
      parameters.map((each) => each.name).join(", ")
    }`,
  );
}
