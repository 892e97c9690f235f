/** A count as a chart: bars, areas over time, or one number. */
import { type CountResult, INTERVALS } from "../../query/mod.ts";
import { drawAreas, MAX_SERIES } from "./_areas.ts";
import { drawBars } from "./_bars.ts";
import { type Drawing, formatCount, frame, TOP } from "./_frame.ts";
import { type Interval, type TimeSeries, timeSeries } from "./_time_series.ts";
import { drawTotal } from "./_total.ts";

/**
 * The chart of a result as an SVG document, readable on light and dark, without scripts and
 * without anything to load. The same result gives the same bytes.
 *
 * @param title what is counted
 */
export function countChart(title: string, result: CountResult): string {
  const paths = [result.grouped_by ?? []].flat();
  const groups = result.groups ?? [];
  const interval = intervalOf(paths.at(-1));
  const series = interval &&
    timeSeries(groups, { interval, maxSeries: MAX_SERIES });
  const summary = [
    ...totals(result),
    ...(series ? seriesNotes(result, series, interval) : []),
  ].join(", ");
  return frame({ title, summary }, drawing());

  function drawing(): Drawing {
    if (result.groups === undefined) return drawTotal(result);
    if (groups.length === 0) return { content: [], bottom: TOP - 20 };
    if (series) return drawAreas(paths.slice(0, -1), series);
    return drawBars({
      paths,
      groups,
      recordCount: result.record_count,
      groupCount: result.grouped_key_count ?? groups.length,
    });
  }
}

function intervalOf(path: string | undefined): Interval | undefined {
  return INTERVALS.find((interval) => path === `@${interval}`);
}

function totals(result: CountResult): string[] {
  const { record_count, error_count, grouped_key_count } = result;
  return [
    plural(record_count, "record"),
    ...(grouped_key_count === undefined
      ? []
      : [`in ${plural(grouped_key_count, "group")}`]),
    ...(error_count === 0
      ? []
      : [`${formatCount(error_count)} more lack a path`]),
  ];
}

/** What the areas leave out or gather, so that nobody reads them as the whole. */
function seriesNotes(
  { groups = [], grouped_key_count = groups.length }: CountResult,
  { interval, undatedCount }: TimeSeries,
  asked: Interval,
): string[] {
  return [
    ...(groups.length < grouped_key_count
      ? [`only ${formatCount(groups.length)} of them drawn`]
      : []),
    ...(interval === asked ? [] : [`drawn per ${interval} to fit`]),
    ...(undatedCount === 0
      ? []
      : [`${plural(undatedCount, "record")} without a time not drawn`]),
  ];
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
