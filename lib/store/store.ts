/**
 * The one seam between HTTP and where events live.
 *
 * Every backend keeps this contract: an event is in every answer that begins after its
 * `append` was fulfilled, and in none if it was rejected.
 */
import type { Appendable, Duplicates } from "../journal/mod.ts";
import type {
  CountQuery,
  CountResult,
  FieldsQuery,
  FieldsResult,
  RecordsQuery,
  Suggestions,
} from "../query/mod.ts";

/** Where events live. */
export interface Store extends AsyncDisposable {
  /**
   * Stores the events whose `uuid` was not seen before, all together or none.
   *
   * @returns once they are durable: which of them were duplicates
   * @throws {ServiceError} 503 or 507 where they could not be stored
   */
  append(parts: readonly Appendable[]): Promise<Duplicates>;
  /** Counts and groups. */
  count(query: CountQuery): Promise<CountResult>;
  /**
   * The same as JSON in UTF-8, the answer of `/v1/count`, in pieces: with a million groups its
   * making takes long, and need not be done where events come in. A small one is remembered until
   * the next event, with the time that it took then.
   */
  countJson(
    query: CountQuery,
  ): Promise<readonly Uint8Array<ArrayBuffer>[]>;
  /** Which paths there are, and what values they have. */
  fields(query: FieldsQuery): Promise<FieldsResult>;
  /** What may be asked about, seen in some of the latest events: much quicker than `fields`. */
  suggestions(): Promise<Suggestions>;
  /** The most recent matching records, the newest first, each as its own JSON text. */
  records(query: RecordsQuery): Promise<readonly string[]>;
  /** All events acknowledged before the call, oldest first, as JSON Lines. */
  exportLines(): Promise<EventExport>;
  /**
   * All events acknowledged before the call as a folder that a server can be started on, in a tar.
   * The stream fails where they cannot be read to their end.
   *
   * @throws {ServiceError} 503 where they cannot be read at the moment
   */
  snapshot(options: SnapshotOptions): Promise<Snapshot>;
  /** Figures for people and monitoring. */
  stats(): StoreStats;
  /** Finishes what was begun, and lets go of files and locks. */
  close(): Promise<void>;
}

/** A download of events. */
export interface EventExport {
  /** `undefined` where it turns out only when it is read. */
  readonly sizeBytes: number | undefined;
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** The bytes of a tar. */
export type Snapshot = ReadableStream<Uint8Array<ArrayBuffer>>;

/** Who else is told. */
export interface SnapshotOptions {
  /** Told, for the log, why a snapshot was broken off. */
  readonly report: (message: string) => void;
}

/** What `Store.stats` tells; sizes in bytes. */
export interface StoreStats {
  /** Which backend it is, e.g. `journal`. */
  readonly backend: string;
  /** Whether events are being stored right now; else why not. */
  readonly state: "ok" | "failing";
  readonly problem: string | undefined;
  readonly [figure: string]: unknown;
}
