/** The journal: an append-only folder of JSON Lines with one writer and group commit. */
export {
  type Appendable,
  type Duplicates,
  duplicatesAt,
  isRun,
  NO_DUPLICATES,
} from "./duplicates.ts";
export type { JournalFigures } from "./figures.ts";
export type { AppendFile, JournalFileSystem } from "./file_system.ts";
export { Journal } from "./journal.ts";
export type { SyncMode } from "./journal_parts.ts";
export { LockError } from "./lock.ts";
export type { Lock } from "./lock.ts";
export type { ReadUuids } from "./latest_uuids.ts";
export { openJournal } from "./open.ts";
export type { OpenedJournal, OpenJournalOptions } from "./open.ts";
export type { Repair } from "./recovery.ts";
export type { SegmentView } from "./segment.ts";
