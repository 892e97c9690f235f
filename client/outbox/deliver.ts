/** Sends what is queued for one server, batch by batch. For whoever holds the outbox's lock. */
import { backoffMs } from "./backoff.ts";
import type { DeliveryState } from "./delivery_state.ts";
import type { EventFile } from "./event_file.ts";
import type { Queue, Sendable } from "./queue.ts";
import { reasonOf } from "../send.ts";
import { messageOf } from "../../lib/error.ts";
import {
  type BatchAnswer,
  type Refusal,
  type Verdict,
  verdictOf,
} from "./verdict.ts";

export interface DeliverOptions {
  readonly queue: Queue;
  readonly state: DeliveryState;
  /** Posts JSON Lines; throws where no answer comes. */
  readonly post: (lines: string) => Promise<BatchAnswer>;
  /** Keeps the state. */
  readonly save: (state: DeliveryState) => void;
  /** Whether no further batch is to be begun. */
  readonly isOver: () => boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly limits?: BatchLimits;
}

export interface BatchLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** What became of it. */
export interface Delivery {
  readonly delivered: number;
  readonly setAside: number;
  /** Why it did not go on. */
  readonly failure: string | undefined;
}

const LIMITS: BatchLimits = { maxEvents: 1000, maxBytes: 2 * 1024 * 1024 };

/**
 * So many events may be refused one by one, with none taken in between, before it is held to be
 * the server that is wrong, and not they.
 */
const MAX_REFUSED_ALONE = 3;

/**
 * Delivers until nothing is left, the server fails, or time is over.
 *
 * A batch that is refused is halved until the event that is at fault is alone: that one is moved
 * aside. An event is removed only when the server has said that it has it.
 */
export function deliver(options: DeliverOptions): Promise<Delivery> {
  return new Run(options).toItsEnd();
}

/** One delivery. */
class Run {
  readonly #options: DeliverOptions;
  readonly #limits: BatchLimits;
  #state: DeliveryState;
  #maxEvents: number;
  #delivered = 0;
  #setAside = 0;
  #refusedAlone = 0;
  #failure: string | undefined;
  /** Why an event could not be read, if one could not. */
  #unreadable: string | undefined;

  constructor(options: DeliverOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
    this.#state = options.state;
    this.#maxEvents = this.#limits.maxEvents;
  }

  async toItsEnd(): Promise<Delivery> {
    const { queue, isOver } = this.#options;
    const files = queue.list();
    while (files.length > 0 && this.#failure === undefined) {
      if (isOver()) {
        this.#failure = "out of time";
        break;
      }
      const limits = { ...this.#limits, maxEvents: this.#maxEvents };
      const batch = this.#take(files, limits);
      if (batch.length === 0) continue;
      const verdict = await verdictOn(batch, this.#options);
      switch (verdict.kind) {
        case "taken":
          this.#taken(batch, verdict.refusals);
          break;
        case "refused":
          if (batch.length > 1) {
            files.unshift(...batch.map(({ file }) => file));
            this.#maxEvents = Math.ceil(batch.length / 2);
          } else {
            this.#refused(batch[0]!, verdict.reason);
          }
          break;
        case "later":
          for (const { file } of batch) queue.countAttempt(file);
          this.#failed(verdict.reason, verdict.retryAfterMs);
          break;
      }
    }
    if (this.#unreadable !== undefined && this.#failure === undefined) {
      this.#failure = this.#unreadable;
      this.#save({ lastFailure: this.#unreadable });
    }
    return {
      delivered: this.#delivered,
      setAside: this.#setAside,
      failure: this.#failure,
    };
  }

  /** Takes the next events off `files`, as many as go into one batch. */
  #take(files: EventFile[], { maxEvents, maxBytes }: BatchLimits): Sendable[] {
    const batch: Sendable[] = [];
    let length = 0;
    while (files.length > 0 && batch.length < maxEvents) {
      const event = this.#read(files[0]!);
      if (event !== undefined) {
        length += event.text.length;
        if (batch.length > 0 && length > maxBytes) break;
        batch.push(event);
      }
      files.shift();
    }
    return batch;
  }

  /** One that cannot be read waits for the next time, and holds up no other. */
  #read(file: EventFile): Sendable | undefined {
    try {
      return this.#options.queue.read(file);
    } catch (error) {
      this.#unreadable = `An event cannot be read: ${messageOf(error)}`;
      return undefined;
    }
  }

  #taken(batch: readonly Sendable[], refusals: readonly Refusal[]) {
    const { queue, nowMs } = this.#options;
    const refused = new Set(refusals.map(({ index }) => index));
    for (const [index, { file }] of batch.entries()) {
      if (refused.has(index)) queue.setAside(file);
      else queue.remove(file);
    }
    this.#delivered += batch.length - refused.size;
    this.#setAside += refused.size;
    this.#refusedAlone = 0;
    this.#maxEvents = Math.min(this.#maxEvents * 2, this.#limits.maxEvents);
    this.#save({
      failures: 0,
      retryAtMs: 0,
      lastDeliveredMs: nowMs(),
      lastFailure: refusals[0]?.reason,
    });
  }

  #refused({ file }: Sendable, reason: string) {
    this.#options.queue.setAside(file);
    this.#setAside++;
    this.#refusedAlone++;
    if (this.#refusedAlone >= MAX_REFUSED_ALONE) this.#failed(reason);
    else this.#save({ lastFailure: reason });
  }

  #failed(reason: string, retryAfterMs?: number) {
    const { nowMs, random } = this.#options;
    const failures = this.#state.failures + 1;
    const waitMs = backoffMs({ failures, retryAfterMs, random });
    this.#save({
      failures,
      retryAtMs: nowMs() + waitMs,
      lastFailure: reason,
    });
    this.#failure = reason;
  }

  #save(changes: Partial<DeliveryState>) {
    this.#state = { ...this.#state, ...changes };
    this.#options.save(this.#state);
  }
}

async function verdictOn(
  batch: readonly Sendable[],
  { post, nowMs }: DeliverOptions,
): Promise<Verdict> {
  try {
    const answer = await post(batch.map(({ text }) => `${text}\n`).join(""));
    return verdictOf(answer, { count: batch.length, nowMs: nowMs() });
  } catch (error) {
    return { kind: "later", reason: reasonOf(error) };
  }
}
