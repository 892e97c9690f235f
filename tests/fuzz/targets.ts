/** Every target there is. */
import { bodies } from "./bodies.ts";
import { columnFiles } from "./column_files.ts";
import { configFiles } from "./config_files.ts";
import { httpBytes } from "./http_bytes.ts";
import { journalFiles } from "./journal_files.ts";
import { queries } from "./queries.ts";
import type { TargetKind } from "./target.ts";

/** In no order. */
export const TARGETS: readonly TargetKind[] = [
  httpBytes,
  bodies,
  queries,
  journalFiles,
  columnFiles,
  configFiles,
];
