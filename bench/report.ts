/** What a benchmark found, as a table and as JSON. */
import {
  isMet,
  ratios,
  type Samples,
  summarize,
  type Target,
} from "./samples.ts";

/** A bound for a row. */
export type RowTarget =
  /** For its ratio to the report's first row, or to the row of that name. */
  | (Target & { readonly of?: string })
  /** For its own median, in the report's unit. */
  | { readonly medianBelow: number }
  | { readonly medianAtLeast: number };

/** One thing that was measured. */
export interface Row {
  readonly name: string;
  /** Once a round, or once in all: what takes too long to be repeated. */
  readonly samples: Samples;
  readonly targets?: readonly RowTarget[];
}

/** A benchmark's findings; the first row is what the others are compared with. */
export interface Report {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly [Row, ...Row[]];
  /** What was checked, so that the figures stand for work that was done. */
  readonly checks: readonly string[];
  /** What else is to be known, such as what was left out. */
  readonly notes?: readonly string[];
}

/** A bound for a row's own median. */
type OwnTarget = Exclude<RowTarget, Target>;

function isOfItself(target: RowTarget): target is OwnTarget {
  return "medianBelow" in target || "medianAtLeast" in target;
}

/** Whether a target is met. */
export interface Verdict {
  readonly target: RowTarget;
  /** What the target bounds: a ratio or the median. */
  readonly value: number;
  readonly isMet: boolean;
}

/** A row with what follows from its samples. */
export interface Finding extends Row {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** To the first row: the median of the rounds' ratios. */
  readonly ratio: number;
  readonly verdicts: readonly Verdict[];
}

/**
 * Works out all rows.
 *
 * @throws {Error} where a target names a row that there is not
 */
export function findingsOf({ rows }: Report): Finding[] {
  const [base] = rows;
  const verdictOf = (row: Row, target: RowTarget): Verdict => {
    if (isOfItself(target)) {
      const value = summarize(row.samples).median;
      const isMet = "medianBelow" in target
        ? value < target.medianBelow
        : value >= target.medianAtLeast;
      return { target, value, isMet };
    }
    const { of } = target;
    const other = of === undefined
      ? base
      : rows.find(({ name }) => name === of);
    if (other === undefined) throw new Error(`There is no row "${of}"`);
    const value = ratioOf(row, other);
    return { target, value, isMet: isMet(value, target) };
  };
  return rows.map((row) => ({
    ...row,
    ...summarize(row.samples),
    ratio: ratioOf(row, base),
    verdicts: (row.targets ?? []).map((target) => verdictOf(row, target)),
  }));
}

function ratioOf({ samples }: Row, { samples: base }: Row): number {
  const isOnce = samples.length === 1 || base.length === 1;
  return isOnce
    ? summarize(samples).median / summarize(base).median
    : summarize(ratios(samples, base)).median;
}

const HEAD = ["", "median", "min", "max", "ratio", "target", ""];

/** A table for people. */
export function tableOf(report: Report): string {
  const lines = findingsOf(report).flatMap(linesOf);
  const widths = HEAD.map((_, column) =>
    Math.max(...[HEAD, ...lines].map((line) => line[column]!.length))
  );
  const rows = [HEAD, ...lines].map((line) =>
    line.map((cell, column) =>
      column === 0 || column === HEAD.length - 1
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!)
    ).join("  ").trimEnd()
  );
  return [
    `${report.title} (${report.unit})`,
    ...rows,
    ...report.checks.map((check) => `checked: ${check}`),
    ...(report.notes ?? []).map((note) => `note: ${note}`),
  ].join("\n");
}

/** A line for the row and its target; one more for each further target. */
function linesOf({ verdicts, ...finding }: Finding): string[][] {
  const isOfFirstRow = ({ target }: Verdict) =>
    !isOfItself(target) && target.of === undefined;
  const first = verdicts.find(isOfFirstRow);
  const others = verdicts.filter((verdict) => verdict !== first);
  const line = [
    finding.name,
    ...[finding.median, finding.min, finding.max].map(figure),
    finding.ratio.toFixed(3),
    ...verdictCells(first),
  ];
  const further = others.map((verdict) => {
    const { target, value } = verdict;
    const cells = isOfItself(target)
      ? ["  itself", figure(value), "", "", ""]
      : [`  to ${target.of}`, "", "", "", value.toFixed(3)];
    return [...cells, ...verdictCells(verdict)];
  });
  return [line, ...further];
}

function verdictCells(verdict: Verdict | undefined): string[] {
  if (verdict === undefined) return ["", ""];
  return [targetText(verdict.target), verdict.isMet ? "met" : "NOT met"];
}

function figure(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : value.toFixed(2);
}

function targetText(target: RowTarget): string {
  if ("medianBelow" in target) return `< ${target.medianBelow}`;
  if ("medianAtLeast" in target) return `>= ${target.medianAtLeast}`;
  return "atLeast" in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
}
