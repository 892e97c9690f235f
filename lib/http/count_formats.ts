/** Counts as CSV and as JSON Lines. */
import { stringify } from "@std/csv";
import type { CountResult, Group } from "../query/mod.ts";

/** Rows that are written at once: writing each by itself takes longer. */
const ROWS_AT_ONCE = 500;

/** One row a group, with a heading; some rows after the other. */
export function* countCsv(
  result: CountResult,
): Generator<string, void, void> {
  const paths = [result.grouped_by ?? []].flat();
  const distinct = Object.keys(
    result.groups?.at(0)?.distinct ?? result.distinct ?? {},
  );
  const heading = [
    ...paths,
    "count",
    "share",
    ...distinct.map((path) => `distinct ${path}`),
    "first_seen",
    "last_seen",
  ];
  yield csvOf([heading]);
  const { groups } = result;
  if (groups === undefined) {
    yield csvOf([[
      result.record_count,
      1,
      ...distinct.map((path) => result.distinct?.[path]),
      null,
      null,
    ]]);
    return;
  }
  const rowOf = (group: Group) => [
    ...group.key,
    group.count,
    group.share,
    ...distinct.map((path) => group.distinct?.[path]),
    group.first_seen,
    group.last_seen,
  ];
  for (let start = 0; start < groups.length; start += ROWS_AT_ONCE) {
    yield csvOf(groups.slice(start, start + ROWS_AT_ONCE).map(rowOf));
  }
}

/** One object a group; one after the other. */
export function* countNdjson(
  result: CountResult,
): Generator<string, void, void> {
  for (const row of result.groups ?? [result]) yield `${JSON.stringify(row)}\n`;
}

function csvOf(rows: readonly (readonly unknown[])[]): string {
  return stringify(rows.map((row) => row.map(csvCell)));
}

/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;

/** A cell's text, made harmless for spreadsheets; line breaks of all kinds as `\n`. */
export function csvCell(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = String(value ?? "").replace(/\r\n?/g, "\n");
  return FORMULA_START.test(text) ? `'${text}` : text;
}
