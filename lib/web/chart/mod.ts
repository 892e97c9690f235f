/** Charts. */
export { countChart } from "./count_chart.ts";
