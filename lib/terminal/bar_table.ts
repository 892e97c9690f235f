/** Counts as a table with bars, for a terminal. */
import { barOf } from "./bar.ts";
import { fitted, widthOf } from "./width.ts";

/** What stands in the columns of a line. */
export interface BarTableCells {
  /** Any texts; they are made harmless, and shortened where there is too little room. */
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

/** One row. */
export interface BarRow extends BarTableCells {
  /** The length of its bar, 0 to 1 of the longest. */
  readonly share: number;
}

/** What a table looks like. */
export interface BarTableOptions {
  readonly heading?: BarTableCells;
  /** Columns of the terminal; infinite where lines may be of any width. */
  readonly width?: number;
}

const GAP = "  ";
const MAX_BAR_WIDTH = 32;
const MIN_BAR_WIDTH = 8;
/** A text is not made narrower than that to have room for a bar. */
const MIN_TEXT_WIDTH = 8;
/** Nor the heading of a number. */
const MIN_HEADING_WIDTH = 5;
/** Wider texts are shortened in any case: one alone would widen all rows. */
const MAX_TEXT_WIDTH = 200;

/** The table, one line a row, the heading first. */
export function barTable(
  rows: readonly BarRow[],
  { heading, width = 80 }: BarTableOptions = {},
): string {
  const columns = columnsOf(rows, heading);
  const room = width - GAP.length * columns.length;
  const roomBesideBar = room - GAP.length - MIN_BAR_WIDTH;
  const hasBars = sum(columns.map(({ least }) => least)) <= roomBesideBar;
  const widths = fittedWidths(columns, hasBars ? roomBesideBar : room);
  const barWidth = hasBars
    ? Math.min(MAX_BAR_WIDTH, room - GAP.length - sum(widths))
    : 0;
  const line = ({ texts, numbers }: BarTableCells, bar: string) => {
    const cells = [
      ...texts.map((text, index) => padded(text, widths[index]!).join("")),
      ...numbers.map((number, index) =>
        padded(number, widths[texts.length + index]!).reverse().join("")
      ),
      bar,
    ];
    return GAP + cells.join(GAP).trimEnd();
  };
  return [
    ...(heading ? [line(heading, "")] : []),
    ...rows.map((row) => line(row, barOf(row.share, barWidth))),
  ].join("\n");
}

/** How wide a column would be, and how wide it must be. */
interface ColumnWidth {
  readonly natural: number;
  readonly least: number;
}

function columnsOf(
  rows: readonly BarRow[],
  heading: BarTableCells | undefined,
): ColumnWidth[] {
  const { texts, numbers } = heading ?? rows[0] ?? { texts: [], numbers: [] };
  const widest = (cell: (cells: BarTableCells) => string) =>
    rows.reduce((width, row) => Math.max(width, widthOfCell(cell(row))), 0);
  const headed = (text: string | undefined, width: number) =>
    Math.max(width, heading ? widthOfCell(text!) : 0);
  return [
    ...texts.map((text, index) => {
      const natural = headed(text, widest(({ texts }) => texts[index]!));
      return { natural, least: Math.min(natural, MIN_TEXT_WIDTH) };
    }),
    ...numbers.map((text, index) => {
      const figures = widest(({ numbers }) => numbers[index]!);
      const natural = headed(text, figures);
      return {
        natural,
        least: Math.max(figures, Math.min(natural, MIN_HEADING_WIDTH)),
      };
    }),
  ];
}

function widthOfCell(text: string): number {
  return widthOf(fitted(text, MAX_TEXT_WIDTH));
}

/** Takes columns from the widest until all fit, or none can give any. */
function fittedWidths(columns: readonly ColumnWidth[], room: number): number[] {
  const widths = columns.map(({ natural }) => natural);
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    const spare = widths.map((width, index) =>
      width > columns[index]!.least ? width : 0
    );
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) break;
    widths[widest]!--;
  }
  return widths;
}

/** The text, and the blanks that it leaves of the width. */
function padded(text: string, width: number): [string, string] {
  const shown = fitted(text, width);
  return [shown, " ".repeat(width - widthOf(shown))];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
