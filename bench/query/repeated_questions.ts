/** Questions that are asked again and again, and DuckDB's tables for them. */
import type { SqlForm } from "./cold_questions.ts";
import { readJson } from "./sql_text.ts";

/** A question, how fast its answer must come, and how DuckDB is asked. */
export interface RepeatedQuestion {
  readonly name: string;
  /** Parameters of `/v1/count`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How many columns of DuckDB's answer are the key. */
  readonly keyLength: number;
  /** Of DuckDB's time, at most. */
  readonly atMostOfTable?: number;
  /** The same, where nothing has changed since it was last asked. */
  readonly atMostOfTableAgain?: number;
  readonly atMostOfEnums?: number;
  /** The bound with ten million events or more. */
  readonly atMostMs?: number;
  readonly forms: (table: string) => readonly [SqlForm, ...SqlForm[]];
}

/** The targets of all but the plainest question. */
const USUAL = { atMostOfTable: 1 / 5, atMostOfEnums: 1 / 2 };

/** Every repeated question. */
export const REPEATED_QUESTIONS: readonly RepeatedQuestion[] = [
  {
    name: "python.compiler",
    parameters: { group_by: "python.compiler" },
    keyLength: 1,
    atMostOfTableAgain: 1 / 50,
    atMostMs: 5,
    forms: (table) => [{
      name: "group by",
      sql: `select python.compiler as key, count(*) from ${table} group by key`,
    }],
  },
  {
    name: "python.compiler and @os",
    parameters: { group_by: "python.compiler,@os" },
    keyLength: 2,
    ...USUAL,
    forms: (table) => [{
      name: "group by",
      sql:
        `select python.compiler as key, os_name, count(*) from ${table} group by all`,
    }],
  },
  {
    name: "python.compiler where @os=Linux",
    parameters: { group_by: "python.compiler", where: "@os=Linux" },
    keyLength: 1,
    ...USUAL,
    atMostMs: 50,
    forms: (table) => [{
      name: "where",
      sql:
        `select python.compiler as key, count(*) from ${table} where os_name = 'Linux' group by key`,
    }],
  },
  {
    name: "@python with distinct usernames",
    parameters: { group_by: "@python", distinct: "username" },
    keyLength: 1,
    ...USUAL,
    forms: (table) => [
      {
        name: "count(distinct)",
        sql:
          `select python_minor as key, count(*), count(distinct username) from ${table} group by key`,
      },
      {
        name: "group by twice",
        sql: `select key, sum(events)::BIGINT, count(*) from (
          select python_minor as key, username, count(*) as events from ${table} group by all
        ) group by key`,
      },
    ],
  },
  {
    name: "month by month",
    parameters: { interval: "month" },
    keyLength: 1,
    ...USUAL,
    forms: (table) => [
      {
        name: "strftime",
        sql:
          `select strftime(server_time, '%Y-%m') as key, count(*) from ${table} group by key`,
      },
      {
        name: "date_trunc",
        sql: `select strftime(month, '%Y-%m'), events from (
          select date_trunc('month', server_time) as month, count(*) as events from ${table}
          group by month)`,
      },
    ],
  },
];

/** With texts as texts. */
export const PLAIN_TABLE = "plain";

/** The same with the texts that have few values as ENUMs. */
export const ENUM_TABLE = "enums";

/**
 * Takes all events in, nested as they are. What our virtual fields compute at each question is a
 * column here, computed at load, and a `null` username is a text of its own, as it is to us: both
 * to DuckDB's favour.
 */
export function plainTableSql(files: string, kind: "table" | "view"): string {
  const isInteger = (index: number) =>
    `json_type(python.version_info -> ${index}) in ('UBIGINT', 'BIGINT')`;
  return `create ${kind} ${PLAIN_TABLE} as select
    * replace (coalesce(username, 'null') as username),
    case when ${isInteger(0)} and ${isInteger(1)}
      then (python.version_info ->> 0) || '.' || (python.version_info ->> 1)
      else nullif(regexp_extract(python.version, '^[0-9]+[.][0-9]+'), '')
    end as python_minor,
    case json_type(uname)
      when 'ARRAY' then uname ->> 0
      when 'OBJECT' then uname ->> '$.system'
    end as os_name
  from ${readJson(files)}`;
}

/** Makes the table with ENUMs out of the plain one. */
export function enumTableSql(): readonly string[] {
  const enums = {
    compilers: "python.compiler",
    users: "username",
    systems: "os_name",
    pythons: "python_minor",
  };
  const types = Object.entries(enums).map(([name, expression]) =>
    `create type ${name} as enum (
      select distinct ${expression} as value from ${PLAIN_TABLE}
      where value is not null order by value)`
  );
  const table = `create table ${ENUM_TABLE} as select * replace (
    username::users as username,
    os_name::systems as os_name,
    python_minor::pythons as python_minor,
    struct_update(python, compiler := python.compiler::compilers) as python
  ) from ${PLAIN_TABLE}`;
  return [...types, table];
}
