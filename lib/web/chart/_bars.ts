/** Groups as horizontal bars. */
import type { Groups } from "../../query/mod.ts";
import { percent } from "../layout.ts";
import { max, scaleBand, scaleLinear, sum } from "./_d3.ts";
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
import { FONT_SIZE } from "./_style.ts";
import { element, type Xml } from "./_xml.ts";

const MAX_BARS = 30;
const ROW_HEIGHT = 25;
const GAP = 8;
const MAX_NAME_WIDTH = 320;
/** The bar of the others is cut where it is longer than the longest by more than this. */
const MAX_OTHERS_RATIO = 1.25;

/** What bars are made of. */
export interface BarsContent {
  readonly paths: readonly string[];
  readonly groups: Groups;
  /** Records in all groups, also in those that `top` left out. */
  readonly recordCount: number;
  /** How many groups there are, with those that `top` left out. */
  readonly groupCount: number;
}

interface Bar {
  readonly name: string;
  readonly tooltip: string;
  readonly count: number;
  readonly value: string;
  readonly isOthers: boolean;
}

/** The largest groups, in the order that was asked for, and the others as the last bar. */
export function drawBars(content: BarsContent): Drawing {
  const bars = barsOf(content);
  const heading = content.paths.join(" \u00b7 ");
  const width = columnWidths(heading, bars);
  const left = MARGIN + width.name + GAP;
  const right = WIDTH - MARGIN - width.value - GAP;
  const top = TOP + ROW_HEIGHT / 2;
  const bottom = top + ROW_HEIGHT * bars.length;
  const longest = max(bars.filter((bar) => !bar.isOthers), (bar) => bar.count)!;
  const x = scaleLinear([0, longestDrawn(bars, longest)], [left, right]);
  const y = scaleBand<number>(bars.keys(), [top, bottom]).paddingInner(0.3)
    .paddingOuter(0.15);
  const ticks = x.ticks((right - left) / 110).filter(Number.isInteger);

  function row(bar: Bar, index: number): Xml {
    const from = y(index)!;
    const height = y.bandwidth();
    const baseline = from + height / 2 + FONT_SIZE * 0.36;
    const end = Math.min(x(bar.count), right);
    const isCut = x(bar.count) > right + 1;
    const name = { x: left - GAP, y: baseline };
    const rest = bar.isOthers
      ? text(bar.name, { class: "end quiet others-name", ...name })
      : label(bar.name, {
        width: width.name,
        attributes: { class: "end", ...name },
      });
    return element("g", {}, [
      tooltip(bar.tooltip),
      rest,
      element("rect", {
        class: bar.isOthers ? "others" : "s0",
        x: left,
        y: from,
        width: Math.max(1, end - left),
        height,
      }),
      ...(isCut ? [cut(end - 40, from, height)] : []),
      text(bar.value, { class: "number halo", x: end + GAP, y: baseline }),
    ]);
  }

  return {
    content: [
      label(heading, {
        width: width.name,
        attributes: { class: "end quiet", x: left - GAP, y: TOP },
      }),
      ...ticks.map((tick) =>
        element("line", {
          class: "grid",
          x1: x(tick),
          x2: x(tick),
          y1: top,
          y2: bottom,
        })
      ),
      ...bars.map(row),
      element("line", {
        class: "axis",
        x1: left,
        x2: left,
        y1: top,
        y2: bottom,
      }),
      ...ticks.map((tick) =>
        text(formatCount(tick), {
          class: "middle quiet number",
          x: x(tick),
          y: bottom + 18,
        })
      ),
      text("records", {
        class: "middle quiet",
        x: (left + right) / 2,
        y: bottom + 38,
      }),
    ],
    bottom: bottom + 38,
  };
}

function barsOf(
  { paths, groups, recordCount, groupCount }: BarsContent,
): Bar[] {
  const least = groups.map(({ count }) => count).sort((a, b) => b - a)
    .at(Math.min(MAX_BARS, groups.length) - 1)!;
  // Of those as small as the smallest bar, the first ones.
  let room = MAX_BARS - groups.filter(({ count }) => count > least).length;
  const shown = groups.filter(({ count }) =>
    count > least || (count === least && room-- > 0)
  );
  const bars = shown.map((group): Bar => {
    const value = `${formatCount(group.count)} (${percent(group.share)})`;
    return {
      name: keyName(group.key),
      tooltip: `${bounded(keySentence(paths, group.key))}: ${value}`,
      count: group.count,
      value,
      isOthers: false,
    };
  });
  const otherGroups = groupCount - shown.length;
  if (otherGroups === 0) return bars;
  const count = recordCount - sum(shown, (group) => group.count);
  const name = otherGroups === 1
    ? "1 other"
    : `${formatCount(otherGroups)} others`;
  const value = `${formatCount(count)} (${percent(count / recordCount)})`;
  return [...bars, {
    name,
    tooltip: `${name}: ${value}`,
    count,
    value,
    isOthers: true,
  }];
}

function columnWidths(heading: string, bars: readonly Bar[]) {
  const names = [heading, ...bars.map((bar) => bar.name)];
  const widest = max(names, (name) => widthOf(bounded(name), FONT_SIZE))!;
  return {
    name: Math.min(MAX_NAME_WIDTH, widest),
    value: max(bars, (bar) => widthOf(bar.value, FONT_SIZE))!,
  };
}

/** Many small others together would leave no length to the bars that were asked for. */
function longestDrawn(bars: readonly Bar[], longest: number): number {
  const others = bars.find((bar) => bar.isOthers)?.count ?? 0;
  return others > longest * MAX_OTHERS_RATIO
    ? longest * MAX_OTHERS_RATIO
    : Math.max(others, longest);
}

/** Says that a bar is longer than it is drawn. */
function cut(x: number, y: number, height: number): Xml {
  return element("path", {
    class: "paper",
    d: `M${x},${y + height + 1}l8,${-height - 2}h7l-8,${height + 2}z`,
  });
}
