/** A count as a table with bars, and its totals. */
import { counted } from "../counted.ts";
import type { CountResult } from "../query/mod.ts";
import { barTable, visible } from "../terminal/mod.ts";
import { percent } from "../web/layout.ts";

/** What the table must fit. */
export interface CountTableOptions {
  /** Columns of the terminal; infinite where lines may be of any width. */
  readonly width: number;
}

/** The lines of the table, an empty one, and the totals. */
export function countTable(
  result: CountResult,
  { width }: CountTableOptions,
): string {
  const { groups } = result;
  if (groups === undefined) return `${totals(result).join("\n")}\n`;
  if (groups.length === 0) return `${totals(result).join(", ")}\n`;
  const paths = [result.grouped_by ?? []].flat();
  const distinct = Object.keys(groups.at(0)?.distinct ?? {});
  const largest = groups.map(({ count }) => count)
    .reduce((most, count) => Math.max(most, count), 1);
  const rows = groups.map((group) => ({
    texts: group.key.map(keyText),
    numbers: [
      `${group.count}`,
      percent(group.share),
      ...distinct.map((path) => `${group.distinct?.[path] ?? 0}`),
    ],
    share: group.count / largest,
  }));
  const heading = {
    texts: paths,
    numbers: ["count", "share", ...distinct.map((path) => `distinct ${path}`)],
  };
  return `${barTable(rows, { heading, width })}\n\n${
    totals(result).join(", ")
  }\n`;
}

/** Blanks that nobody would see stand in quotation marks. */
function keyText(key: string): string {
  return key === key.trim() && key !== "" ? key : `"${key}"`;
}

function totals(result: CountResult): string[] {
  const { record_count, error_count, groups, grouped_key_count } = result;
  const isCut = groups !== undefined && grouped_key_count !== undefined &&
    groups.length < grouped_key_count;
  return [
    counted(record_count, "record") +
    (grouped_key_count === undefined
      ? ""
      : ` in ${counted(grouped_key_count, "group")}`),
    ...(isCut ? [`the first ${groups.length} shown`] : []),
    ...(error_count > 0 ? [`${error_count} more lack a path`] : []),
    ...Object.entries(result.distinct ?? {}).map(([path, count]) =>
      `${count} distinct ${visible(path)}`
    ),
  ];
}
