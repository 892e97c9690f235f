/** What is counted without groups: one number, and the distinct values. */
import type { CountResult } from "../../query/mod.ts";
import {
  type Drawing,
  formatCount,
  label,
  MARGIN,
  text,
  TOP,
  WIDTH,
} from "./_frame.ts";

const ROW_HEIGHT = 26;

/** The number, large. */
export function drawTotal({ record_count, distinct }: CountResult): Drawing {
  const baseline = TOP + 62;
  const rows = Object.entries(distinct ?? {});
  return {
    content: [
      text(formatCount(record_count), {
        class: "big number",
        x: MARGIN,
        y: baseline,
      }),
      ...rows.map(([path, count], index) =>
        label(`${formatCount(count)} distinct ${path}`, {
          width: WIDTH - 2 * MARGIN,
          attributes: { x: MARGIN, y: baseline + ROW_HEIGHT * (index + 1) + 8 },
        })
      ),
    ],
    bottom: baseline + ROW_HEIGHT * rows.length + 8,
  };
}
