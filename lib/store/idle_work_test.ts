import { assertEquals } from "@std/assert";
import { IdleWork, type Timers } from "./idle_work.ts";

const TIMING = { quietMs: 200, pauseMs: 5, patienceMs: 1000 };

/** A clock that is set by hand, with at most one thing to be done later. */
class FakeTimers implements Timers {
  #nowMs = 0;
  #next: { readonly atMs: number; readonly run: () => void } | undefined;

  readonly now = () => this.#nowMs;

  readonly schedule = (run: () => void, delayMs: number) => {
    const next = this.#next = { atMs: this.#nowMs + delayMs, run };
    return () => {
      if (this.#next === next) this.#next = undefined;
    };
  };

  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#next !== undefined && this.#next.atMs <= untilMs) {
      const { atMs, run } = this.#next;
      [this.#next, this.#nowMs] = [undefined, atMs];
      run();
    }
    this.#nowMs = untilMs;
  }
}

/** Work of so many pieces, and when they were done. */
function workOf(pieces: number) {
  const timers = new FakeTimers();
  const doneAt: number[] = [];
  const work = new IdleWork(
    () => {
      doneAt.push(timers.now());
      return doneAt.length < pieces;
    },
    TIMING,
    timers,
  );
  return { timers, doneAt, work };
}

Deno.test("idle work begins when it is quiet, and pauses between its pieces", () => {
  const { timers, doneAt, work } = workOf(3);
  work.postpone();
  timers.advance(150);
  work.postpone();
  timers.advance(1000);
  assertEquals(doneAt, [350, 355, 360]);
});

Deno.test("idle work stops for what comes in between", () => {
  const { timers, doneAt, work } = workOf(3);
  work.postpone();
  timers.advance(202);
  work.postpone();
  timers.advance(1000);
  assertEquals(doneAt, [200, 402, 407]);
});

Deno.test("idle work that has waited for too long is done between other things", () => {
  const { timers, doneAt, work } = workOf(3);
  for (let ms = 0; ms < 1300; ms += 2) {
    work.postpone();
    timers.advance(2);
  }
  assertEquals(doneAt, [1198, 1203, 1208]);
});
