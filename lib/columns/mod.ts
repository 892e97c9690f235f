/** Questions answered from columns that are derived from the journal's lines. */
export { ColumnEngine } from "./engine.ts";
export type { EngineOptions } from "./engine_options.ts";
export type { Progress, ReportProgress } from "./progress.ts";
export { suggest } from "./suggest.ts";
export { warmUpAnswers, warmUpScan } from "./warm_up.ts";
