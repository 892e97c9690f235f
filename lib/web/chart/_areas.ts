/** Counts over time as stacked areas. */
import {
  area,
  curveStepAfter,
  max,
  scaleLinear,
  scaleUtc,
  stack,
} from "./_d3.ts";
import {
  type Drawing,
  formatCount,
  label,
  MARGIN,
  text,
  tooltip,
  TOP,
  WIDTH,
} from "./_frame.ts";
import { keyName, keySentence } from "./_key.ts";
import { bounded, widthOf } from "./_label.ts";
import { FONT_SIZE, SERIES_COLOURS } from "./_style.ts";
import { CALENDAR, type Series, type TimeSeries } from "./_time_series.ts";
import { element, type Xml } from "./_xml.ts";

/** How many series are drawn before all the others become one. */
export const MAX_SERIES = SERIES_COLOURS;

const HEIGHT = 320;
const GAP = 8;
/** The room for a name on the axis of time. */
const TICK_WIDTH = 105;
const LEGEND_WIDTH = 230;
const LEGEND_ROW = 24;
const SWATCH = 13;
/** Where buckets are narrower, the edges between areas would hide the areas. */
const MIN_EDGED_WIDTH = 5;

/** The areas, the largest at the bottom, with a legend in the order of the pile. */
export function drawAreas(
  paths: readonly string[],
  { interval, starts, end, series }: TimeSeries,
): Drawing {
  const totals = starts.map((start) =>
    series.reduce((sum, each) => sum + countAt(each, start), 0)
  );
  const hasLegend = paths.length > 0;
  const top = TOP + 12;
  const bottom = top + HEIGHT;
  const y = scaleLinear([0, max(totals)!], [bottom, top]).nice(6);
  const yTicks = y.ticks(6).filter(Number.isInteger);
  const tickWidth = max(
    yTicks,
    (tick) => widthOf(formatCount(tick), FONT_SIZE),
  )!;
  const left = MARGIN + tickWidth + GAP;
  const right = WIDTH - MARGIN - (hasLegend ? LEGEND_WIDTH + 2 * GAP : GAP);
  const x = scaleUtc([starts[0]!, end], [left, right]);

  // The last bucket lasts until its end.
  const times = [...starts, end];
  const piles = stack<Date, Series>().keys(series)
    .value((time, each) => countAt(each, time === end ? starts.at(-1)! : time))(
      times,
    );
  const path = area<[number, number]>().curve(curveStepAfter).digits(2)
    .x((_, index) => x(times[index]!))
    .y0(([from]) => y(from))
    .y1(([, to]) => y(to));
  const isEdged = (right - left) / starts.length >= MIN_EDGED_WIDTH;

  return {
    content: [
      text("records", { class: "quiet", x: MARGIN, y: TOP - 4 }),
      ...yTicks.map((tick) =>
        element("line", {
          class: "grid",
          x1: left,
          x2: right,
          y1: y(tick),
          y2: y(tick),
        })
      ),
      ...yTicks.map((tick) =>
        text(formatCount(tick), {
          class: "end quiet number",
          x: left - GAP,
          y: y(tick) + FONT_SIZE * 0.36,
        })
      ),
      ...piles.map((pile, index) =>
        element("path", {
          class: colour(series[index]!, index) + (isEdged ? " edged" : ""),
          d: path(pile as [number, number][]) ?? "",
        }, [tooltip(sentence(paths, series[index]!))])
      ),
      element("line", {
        class: "axis",
        x1: left,
        x2: right,
        y1: bottom,
        y2: bottom,
      }),
      ...timeTicks({ interval, starts, end }, [left, right]).flatMap(
        ({ name, tickX, nameX }) => [
          ...(tickX === undefined ? [] : [element("line", {
            class: "axis",
            x1: tickX,
            x2: tickX,
            y1: bottom,
            y2: bottom + 5,
          })]),
          text(name, {
            class: "middle quiet number",
            x: nameX,
            y: bottom + 20,
          }),
        ],
      ),
      text(`per ${interval}, UTC`, {
        class: "middle quiet",
        x: (left + right) / 2,
        y: bottom + 40,
      }),
      ...(hasLegend ? legend(paths, series, right + 2 * GAP) : []),
    ],
    bottom: bottom + 40,
  };
}

function countAt({ counts }: Series, time: Date): number {
  return counts.get(time.getTime()) ?? 0;
}

function colour({ key }: Series, index: number): string {
  return key === undefined ? "others" : `s${index}`;
}

function name({ key, keyCount }: Series): string {
  if (key !== undefined) return keyName(key);
  return keyCount === 1 ? "1 other" : `${formatCount(keyCount)} others`;
}

function sentence(paths: readonly string[], series: Series): string {
  const whole = series.key?.length
    ? bounded(keySentence(paths, series.key))
    : series.key
    ? "all"
    : name(series);
  return `${whole}: ${formatCount(series.total)}`;
}

/** Names and totals, the topmost area first. */
function legend(
  paths: readonly string[],
  series: readonly Series[],
  left: number,
): Xml[] {
  const right = WIDTH - MARGIN;
  const textLeft = left + SWATCH + GAP;
  const heading = label(paths.join(" \u00b7 "), {
    width: right - left,
    attributes: { class: "quiet", x: left, y: TOP - 4 },
  });
  const rows = series.map((each, index) => {
    const baseline = TOP + 24 + LEGEND_ROW * (series.length - 1 - index);
    const total = formatCount(each.total);
    const isOthers = each.key === undefined;
    return element("g", {}, [
      tooltip(sentence(paths, each)),
      element("rect", {
        class: colour(each, index),
        x: left,
        y: baseline - SWATCH + 2,
        width: SWATCH,
        height: SWATCH,
      }),
      label(name(each), {
        width: right - textLeft - widthOf(total, FONT_SIZE) - GAP,
        attributes: {
          ...(isOthers ? { class: "quiet others-name" } : {}),
          x: textLeft,
          y: baseline,
        },
      }),
      text(total, { class: "end number", x: right, y: baseline }),
    ]);
  });
  return [heading, ...rows.reverse()];
}

/** A name on the axis of time. */
interface TimeTick {
  readonly name: string;
  readonly nameX: number;
  /** Where the moment is; absent where the name stands below the middle of its bucket. */
  readonly tickX?: number;
}

/** Buckets for the axis, so far apart that their names do not touch. */
function timeTicks(
  { interval, starts, end }: Pick<TimeSeries, "interval" | "starts" | "end">,
  [left, right]: readonly [number, number],
): TimeTick[] {
  const calendar = CALENDAR[interval];
  const first = starts[0]!;
  const x = scaleUtc([first, end], [left, right]);
  const most = Math.floor((right - left) / TICK_WIDTH);
  const buckets = calendar.count(first, end);
  if (buckets <= most) {
    const times = calendar.range(first, end);
    return times.map((time) => ({
      name: tickName(time, times),
      nameX: (x(time) + x(calendar.offset(time, 1))) / 2,
    }));
  }
  // d3's own ticks know nothing of weeks that begin on Monday.
  const times = interval === "week"
    ? calendar.range(first, end, Math.ceil(buckets / most))
    : x.ticks(most).filter((time) => +calendar.floor(time) === +time);
  const apart: Date[] = [];
  for (const time of times) {
    const from = apart.length === 0
      ? -Infinity
      : x(apart.at(-1)!) + TICK_WIDTH * 0.8;
    if (x(time) >= from && x(time) <= right - TICK_WIDTH / 2) apart.push(time);
  }
  return apart.map((time) => ({
    name: tickName(time, apart),
    nameX: Math.max(x(time), TICK_WIDTH / 2),
    tickX: x(time),
  }));
}

/** As much of the ISO 8601 text as tells the moments apart. */
function tickName(time: Date, times: readonly Date[]): string {
  const text = time.toISOString();
  const every = (end: string) =>
    times.every((time) => time.toISOString().endsWith(end));
  if (every("-01-01T00:00:00.000Z")) return text.slice(0, 4);
  if (every("-01T00:00:00.000Z")) return text.slice(0, 7);
  if (every("T00:00:00.000Z")) return text.slice(0, 10);
  return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
}
