/**
 * Offers events to a server at a rate that does not depend on how soon it answers, or as fast as
 * it answers.
 *
 * At a rate, an event has a time when it is due. Where all connections wait for answers then, it
 * waits too, and its latency counts from when it was due: a server that stands still for a while
 * is late for all events of that while, not for those alone that were on their way.
 */
import { Latencies, type LatencySummary } from "./latencies.ts";
import { AnswerReader, EventRequest } from "./requests.ts";
import { Sockets } from "./sockets.ts";

/** What is offered. */
export interface OfferOptions {
  readonly port: number;
  /** Each has one event on its way at a time. */
  readonly connections: number;
  readonly seconds: number;
  /** Events a second; without it the next one follows each answer. */
  readonly rate?: number;
  /** What is late, in milliseconds from when it was due. */
  readonly lateMs: number;
  /** Whether an event for which no connection is free when it is due is not sent at all. */
  readonly isLossy?: boolean;
  /** Eight hexadecimal digits, others for each call on a folder. */
  readonly run: string;
}

/** What became of it. */
export interface Offered {
  readonly due: number;
  /** Due when no connection was free, and therefore not sent; 0 unless `isLossy`. */
  readonly unsent: number;
  readonly stored: number;
  readonly refused: number;
  readonly storedPerSecond: number;
  /** Stored later than `lateMs` after they were due. */
  readonly late: number;
  /** Of stored events, from when they were due. */
  readonly latency: LatencySummary | undefined;
  /** Of stored events, from when they were sent. */
  readonly answer: LatencySummary | undefined;
  /** From when the event was sent. */
  readonly refusal: LatencySummary | undefined;
}

/**
 * How often what is due is sent, and answers are looked for: all the time, or for each answer by
 * itself, would take the server's processor. An answer counts as come when it is found.
 */
const TICK_MS = 1;
/** Waiting for it is sleeping. */
const NEVER_NOTIFIED = new Int32Array(new SharedArrayBuffer(4));
const ANSWER_PATIENCE_MS = 60_000;
const BUFFER_BYTES = 16 * 1024;

/** Waits until all that was sent is answered; nothing else runs on this thread meanwhile. */
export function offer(options: OfferOptions): Offered {
  using offering = new Offering(options);
  return offering.run();
}

class Offering implements Disposable {
  readonly #options: OfferOptions;
  readonly #sockets: Sockets;
  readonly #requests: readonly EventRequest[];
  readonly #answers = new AnswerReader();
  readonly #received = new Uint8Array(BUFFER_BYTES);
  /** The beginnings of answers that did not come at once, by connection. */
  readonly #begun = new Map<number, Uint8Array>();
  /** Connections that wait for nothing, the one that has done so longest first. */
  readonly #free: number[];
  readonly #dueAt: Float64Array;
  readonly #sentAt: Float64Array;
  readonly #latency = new Latencies();
  readonly #answer = new Latencies();
  readonly #refusal = new Latencies();
  /** Events that were sent, and those that were due and will not be. */
  #sent = 0;
  #unsent = 0;

  constructor(options: OfferOptions) {
    const { port, connections, run } = options;
    this.#options = options;
    const indexes = Array.from({ length: connections }, (_, index) => index);
    this.#requests = indexes.map(() => new EventRequest(port, run));
    this.#free = indexes;
    this.#dueAt = new Float64Array(connections);
    this.#sentAt = new Float64Array(connections);
    this.#sockets = new Sockets(port, connections);
  }

  run(): Offered {
    const { rate, seconds, lateMs } = this.#options;
    const start = performance.now();
    const end = start + seconds * 1000;
    if (rate === undefined) this.#closedLoop(end);
    else this.#openLoop(start, rate);
    const elapsedSeconds = (performance.now() - start) / 1000;
    return {
      due: this.#sent + this.#unsent,
      unsent: this.#unsent,
      stored: this.#latency.count,
      refused: this.#refusal.count,
      storedPerSecond: Math.round(this.#latency.count / elapsedSeconds),
      late: this.#latency.countAbove(lateMs),
      latency: this.#latency.summary(),
      answer: this.#answer.summary(),
      refusal: this.#refusal.summary(),
    };
  }

  [Symbol.dispose](): void {
    this.#sockets[Symbol.dispose]();
  }

  #closedLoop(end: number): void {
    for (;;) {
      const now = performance.now();
      while (now < end && this.#free.length > 0) this.#send(now);
      if (this.#isAnswered()) return;
      this.#receive(end, TICK_MS);
    }
  }

  #openLoop(start: number, rate: number): void {
    const total = Math.floor(this.#options.seconds * rate);
    const end = start + total / rate * 1000;
    const { isLossy = false } = this.#options;
    for (;;) {
      const elapsedMs = performance.now() - start;
      const due = Math.min(total, Math.floor(elapsedMs * rate / 1000) + 1);
      for (let passed = this.#sent + this.#unsent; passed < due; passed++) {
        if (this.#free.length > 0) this.#send(start + passed / rate * 1000);
        else if (isLossy) this.#unsent++;
        else break;
      }
      if (this.#sent + this.#unsent === total && this.#isAnswered()) return;
      const sinceTickMs = (performance.now() - start) % TICK_MS;
      Atomics.wait(NEVER_NOTIFIED, 0, 0, TICK_MS - sinceTickMs);
      this.#receive(end, 0);
    }
  }

  #isAnswered(): boolean {
    return this.#free.length === this.#options.connections;
  }

  #send(dueAt: number): void {
    const index = this.#free.shift()!;
    const request = this.#requests[index]!;
    request.setNumber(this.#sent++);
    this.#dueAt[index] = dueAt;
    this.#sentAt[index] = performance.now();
    this.#sockets.send(index, request.bytes);
  }

  /** Takes the answers that are there, or else come within some time. */
  #receive(end: number, waitMs: number): void {
    this.#sockets.poll(waitMs, this.#take);
    if (performance.now() > end + ANSWER_PATIENCE_MS) {
      throw new Error(
        `${
          this.#options.connections - this.#free.length
        } events are without an answer after ${ANSWER_PATIENCE_MS} ms`,
      );
    }
  }

  readonly #take = (index: number): void => {
    const count = this.#sockets.receive(index, this.#received);
    let bytes = this.#received.subarray(0, count);
    const begun = this.#begun.get(index);
    if (begun) bytes = joined(begun, bytes);
    const answer = this.#answers.read(bytes);
    if (answer === undefined) {
      this.#begun.set(index, bytes.slice());
      return;
    }
    if (begun) this.#begun.delete(index);
    const now = performance.now();
    const tookMs = now - this.#sentAt[index]!;
    if (answer === "stored") {
      this.#latency.add(now - this.#dueAt[index]!);
      this.#answer.add(tookMs);
    } else {
      this.#refusal.add(tookMs);
    }
    this.#free.push(index);
  };
}

function joined(
  begun: Uint8Array,
  more: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(begun.length + more.length);
  all.set(begun);
  all.set(more, begun.length);
  return all;
}
