/** What the thread that checks batches is told, and what it says. */
import type { ShapeLimits } from "../../json/excess.ts";
import type { Failure } from "../../thread_failure.ts";
import type { BatchLimits, CheckedBatch } from "./check.ts";

/**
 * Each of three pools keeps so much memory to be used again, for a dozen batches of a megabyte: of
 * bodies, and of lines in each of the two threads.
 */
export const MAX_SPARE_BYTES = 16 * 1024 * 1024;

/** As data, which goes from thread to thread. */
export type ThreadLimits =
  & Pick<BatchLimits, "maxBodyBytes" | "maxBatchItems">
  & ShapeLimits;

/** What the thread is sent first. */
export interface SetUpMessage {
  readonly limits: ThreadLimits;
}

/** The thread's first word. */
export interface ReadyMessage {
  readonly isReady: true;
}

/** A batch, which is the thread's from then on. */
export interface BatchMessage {
  readonly id: number;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Of lines of earlier batches, to be used again. */
  readonly spare: readonly ArrayBuffer[];
}

/** What became of the batch of that number: one or the other. */
export interface CheckedMessage {
  readonly id: number;
  readonly checked?: CheckedBatch;
  readonly failure?: Failure;
  /** That of its body, to be used again. */
  readonly spare: ArrayBuffer;
}
