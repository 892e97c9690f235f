/** The doorway to d3: its modules have no types of their own, and `@types` are mapped beside. */
// @ts-types="@types/d3-array"
export { max, rollup, sum } from "d3-array";
// @ts-types="@types/d3-format"
export { format } from "d3-format";
// @ts-types="@types/d3-scale"
export { scaleBand, scaleLinear, scaleUtc } from "d3-scale";
// @ts-types="@types/d3-shape"
export { area, curveStepAfter, stack } from "d3-shape";
// @ts-types="@types/d3-time"
export { utcDay, utcHour, utcMonday, utcMonth, utcYear } from "d3-time";
// @ts-types="@types/d3-time"
export type { CountableTimeInterval } from "d3-time";
