/** Questions about a path that was never asked before. */
import { readJson, readJsonAuto, readJsonObjects } from "./sql_text.ts";

/** One form in which DuckDB can be asked. */
export interface SqlForm {
  readonly name: string;
  readonly sql: string;
}

/** One path, and how DuckDB finds it in each form. */
export interface ColdQuestion {
  readonly path: string;
  /** Out of the columns that `read_json_auto` makes. */
  readonly expression: string;
  /** The only member that is wanted, and its kind; less to read than all. */
  readonly member: Readonly<Record<string, string>>;
  /** Out of an event's text. */
  readonly jsonPath: string;
}

/** The first is the one that the slow programs are asked as well. */
export const COLD_QUESTIONS: readonly [ColdQuestion, ...ColdQuestion[]] = [
  {
    path: "python.compiler",
    expression: "python.compiler",
    member: { python: "STRUCT(compiler VARCHAR)" },
    jsonPath: "$.python.compiler",
  },
  {
    path: "python.version_info.0",
    expression: "python.version_info ->> '$[0]'",
    member: { python: "STRUCT(version_info JSON)" },
    jsonPath: "$.python.version_info[0]",
  },
  {
    path: "hostfqdn",
    expression: "hostfqdn",
    member: { hostfqdn: "VARCHAR" },
    jsonPath: "$.hostfqdn",
  },
];

/** DuckDB's forms of a question; which is the fastest depends on the path. */
export function coldForms(
  { expression, member, jsonPath }: ColdQuestion,
  files: string,
): readonly SqlForm[] {
  const count = (key: string, source: string) =>
    `select ${key} as key, count(*) from ${source} group by key`;
  return [
    {
      name: "read_json_auto",
      sql: count(expression, readJsonAuto(files)),
    },
    {
      name: "read_json, one column declared",
      sql: count(expression, readJson(files, member)),
    },
    {
      name: "read_json_objects, ->>",
      sql: count(`json ->> '${jsonPath}'`, readJsonObjects(files)),
    },
  ];
}
