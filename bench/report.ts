/** What a benchmark found, as a table and as JSON. */
import {
  isMet,
  ratios,
  type Samples,
  summarize,
  type Target,
} from "./samples.ts";

/** One thing that was measured. */
export interface Row {
  readonly name: string;
  readonly samples: Samples;
  /** What its ratio to the report's first row must be. */
  readonly target?: Target;
}

/** A benchmark's findings; the first row is what the others are compared with. */
export interface Report {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly [Row, ...Row[]];
  /** What was checked, so that the figures stand for work that was done. */
  readonly checks: readonly string[];
}

/** A row with what follows from its samples. */
export interface Finding extends Row {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The median of the rounds' ratios. */
  readonly ratio: number;
  /** `undefined` where there is no target. */
  readonly isMet: boolean | undefined;
}

/** Works out all rows. */
export function findingsOf({ rows }: Report): Finding[] {
  const [base] = rows;
  return rows.map((row) => {
    const ratio = summarize(ratios(row.samples, base.samples)).median;
    return {
      ...row,
      ...summarize(row.samples),
      ratio,
      isMet: row.target && isMet(ratio, row.target),
    };
  });
}

const HEAD = ["", "median", "min", "max", "ratio", "target", ""];

/** A table for people. */
export function tableOf(report: Report): string {
  const lines = findingsOf(report).map((finding) => [
    finding.name,
    figure(finding.median),
    figure(finding.min),
    figure(finding.max),
    finding.ratio.toFixed(3),
    targetText(finding.target),
    finding.isMet === undefined ? "" : finding.isMet ? "met" : "NOT met",
  ]);
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
  ].join("\n");
}

function figure(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : value.toFixed(2);
}

function targetText(target: Target | undefined): string {
  if (target === undefined) return "";
  return "atLeast" in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
}
