/** Counts as CSV and as JSON Lines. */
import { stringify } from "@std/csv";
import type { CountResult } from "../query/mod.ts";

/** One row a group, with a heading. */
export function countCsv(result: CountResult): string {
  const paths = [result.grouped_by ?? []].flat();
  const distinct = Object.keys(
    result.groups?.[0]?.distinct ?? result.distinct ?? {},
  );
  const heading = [
    ...paths,
    "count",
    "share",
    ...distinct.map((path) => `distinct ${path}`),
    "first_seen",
    "last_seen",
  ];
  const groups = result.groups?.map((group) => [
    ...group.key,
    group.count,
    group.share,
    ...distinct.map((path) => group.distinct?.[path]),
    group.first_seen,
    group.last_seen,
  ]) ?? [[
    result.record_count,
    1,
    ...distinct.map((path) => result.distinct?.[path]),
    null,
    null,
  ]];
  return stringify([heading, ...groups].map((row) => row.map(csvCell)));
}

/** One object a group. */
export function countNdjson(result: CountResult): string {
  const rows = result.groups ?? [result];
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;

/** A cell's text, made harmless for spreadsheets; line breaks of all kinds as `\n`. */
export function csvCell(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = String(value ?? "").replace(/\r\n?/g, "\n");
  return FORMULA_START.test(text) ? `'${text}` : text;
}
