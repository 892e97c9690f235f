/** What the HTTP layer is handed. */
import type { Store } from "../store/store.ts";

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
  readonly clock: () => Date;
  /** The program's version. */
  readonly version: string;
  readonly started: Date;
  /** Told of errors that are the server's own; one line each. */
  readonly report: (message: string) => void;
}
