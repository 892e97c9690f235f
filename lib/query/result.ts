/** Answers to questions for counts. */

/** The answer of `/v1/count`; names as on the wire. */
export interface CountResult {
  /** The path as asked; a list where there are several; absent where nothing is grouped. */
  readonly grouped_by?: string | readonly string[];
  /** Matching records that have every grouped path. */
  readonly record_count: number;
  /** Matching records that lack one. */
  readonly error_count: number;
  /** How many groups there are, before `top`; absent where nothing is grouped. */
  readonly grouped_key_count?: number;
  /** In the order that was asked for; absent where nothing is grouped. */
  readonly groups?: Groups;
  /** Distinct values of all counted records, where nothing is grouped. */
  readonly distinct?: Readonly<Record<string, number>>;
  readonly elapsed_ms: number;
}

/** Groups in their order, such as a list of them. Each may be made anew when it is asked for. */
export interface Groups extends Iterable<Group> {
  readonly length: number;
  at(index: number): Group | undefined;
  /** The group at an index below `length`, where this much is quicker to make than all of it. */
  briefAt?(index: number): BriefGroup;
  map<T>(transform: (group: Group, index: number) => T): T[];
  filter(test: (group: Group) => boolean): Group[];
  slice(start: number, end: number): Group[];
}

/** What groups are told apart by, and how many records they have. */
export interface BriefGroup {
  /** The text of each grouped path's value. */
  readonly key: readonly string[];
  readonly count: number;
}

/** One group of an answer. */
export interface Group extends BriefGroup {
  /** Of all counted records, 0 to 1. */
  readonly share: number;
  readonly distinct?: Readonly<Record<string, number>>;
  /** The least and the greatest `server_time`; `null` where no record has one. */
  readonly first_seen: string | null;
  readonly last_seen: string | null;
}
