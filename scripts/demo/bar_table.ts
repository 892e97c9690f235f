/** Counts as a small table with bars, for a terminal. */

/** One row: a name and how often. */
export interface Row {
  readonly name: string;
  readonly count: number;
}

const BAR_WIDTH = 32;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
// deno-lint-ignore no-control-regex -- names come from events, and events from strangers
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** The table, one line a row, the longest bar for the largest count. */
export function barTable(rows: readonly Row[]): string {
  const names = rows.map(({ name }) => name.replace(CONTROL, "\ufffd"));
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  const largest = Math.max(1, ...rows.map(({ count }) => count));
  const countWidth = String(largest).length;
  return rows.map(({ count }, index) =>
    `  ${names[index]!.padEnd(nameWidth)}  ${
      String(count).padStart(countWidth)
    }  ${bar(count / largest)}`.trimEnd()
  ).join("\n");
}

function bar(share: number): string {
  const eighths = Math.round(share * BAR_WIDTH * 8);
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
