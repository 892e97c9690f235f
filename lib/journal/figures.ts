/** What is counted of a journal. */

/** What happened since the journal was opened. */
export interface JournalFigures {
  readonly appended_events: number;
  readonly duplicate_events: number;
  readonly refused_events: number;
  readonly written_batches: number;
  /** How often the segment being written was found changed by somebody else. */
  readonly foreign_changes: number;
}

/** The same while it is being counted. */
export type JournalCounters = { -readonly [K in keyof JournalFigures]: number };

/** Counters of which nothing has happened yet. */
export function newCounters(): JournalCounters {
  return {
    appended_events: 0,
    duplicate_events: 0,
    refused_events: 0,
    written_batches: 0,
    foreign_changes: 0,
  };
}
