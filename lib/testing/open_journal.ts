/** A journal for tests that are about something else. */
import {
  type OpenedJournal,
  openJournal,
  type OpenJournalOptions,
} from "../journal/mod.ts";

/** Opens the journal in a folder, with nobody to be told of anything and no syncs to wait for. */
export function openTestJournal(
  directory: string,
  changes: Partial<OpenJournalOptions> = {},
): Promise<OpenedJournal> {
  return openJournal({
    directory,
    sync: "os",
    uuidWindow: 100,
    host: "box",
    report: () => {},
    ...changes,
  });
}
