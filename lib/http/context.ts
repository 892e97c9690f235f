/** What the HTTP layer is handed. */
import type { Store } from "../store/store.ts";
import type { Access } from "./access.ts";
import type { HostCheck } from "./host_check.ts";

/** Bounds of what a request may bring; sizes in bytes. */
export interface IngestLimits {
  readonly maxBodyBytes: number;
  readonly maxBatchBytes: number;
  readonly maxBatchItems: number;
}

/** Everything that handlers use besides the request. */
export interface HttpContext {
  readonly store: Store;
  readonly limits: IngestLimits;
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
