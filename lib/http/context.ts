/** What the HTTP layer is handed. */
import type { Store } from "../store/store.ts";
import type { ShapeCheck } from "../event/mod.ts";
import type { Access } from "./access.ts";
import type { BatchThread } from "./batch/batch_thread.ts";
import type { CallerLimits } from "./caller_limits.ts";
import type { HostCheck } from "./host_check.ts";
import type { PendingBodies } from "./pending_bodies.ts";

/** Bounds of what a request may bring; sizes in bytes. */
export interface IngestLimits {
  readonly maxBodyBytes: number;
  readonly maxBatchBytes: number;
  readonly maxBatchItems: number;
  /** What else an event must keep. */
  readonly checkShape?: ShapeCheck;
  /** Longer events are not good before they have passed that check. */
  readonly harmlessBytes?: number;
  /** How long a body may take to come; without it any time. */
  readonly bodyTimeoutMs?: number | undefined;
}

/** Bounds of what stands before a body; without them the runtime's own. */
export interface RequestLimits {
  /** Of path and query. */
  readonly maxUrlLength?: number | undefined;
  /** Of the names and values of all headers. */
  readonly maxHeaderBytes?: number | undefined;
}

/** Everything that handlers use besides the request. */
export interface HttpContext {
  readonly store: Store;
  readonly limits: IngestLimits & RequestLimits;
  /** Counts the bodies of all requests together. */
  readonly bodies: PendingBodies;
  /** Checks long batches; without it whoever answers them does. */
  readonly batches?: Pick<BatchThread, "check" | "room" | "giveBack">;
  /** Bounds for each address; without it nobody counts by address. */
  readonly callers?: CallerLimits;
  /** Stores events in the place of the store's own `append`, where something is counted. */
  readonly append?: Store["append"];
  /** Who may do what; without it everyone may do everything. */
  readonly access?: Access;
  /** Which hosts the server goes by; without it any. */
  readonly checkHost?: HostCheck;
  readonly clock: () => Date;
  /** The program's version. */
  readonly version: string;
  readonly started: Date;
  /** Told of errors that are the server's own; one line each. */
  readonly report: (message: string) => void;
}
