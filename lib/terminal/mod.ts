/** What is written to terminals: tables with bars, and strangers' texts without their teeth. */
export { barTable } from "./bar_table.ts";
export type { BarRow, BarTableCells, BarTableOptions } from "./bar_table.ts";
export { visible, visibleLines } from "./visible.ts";
export { WaitingLine } from "./waiting_line.ts";
export type { WaitingLineOptions } from "./waiting_line.ts";
export { fitted, widthOf } from "./width.ts";
