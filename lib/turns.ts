/** Long work takes turns with whatever else the event loop has to do. */

/** Others wait for so long. */
const TURN_MS = 20;

/** The turns of one piece of work. */
export interface Turns {
  /** Whether others are to be let in before there is more work. */
  readonly isOver: boolean;
  /** Lets others in. */
  next(): Promise<void>;
}

/** Turns by the clock; the first begins now. */
export function takeTurns(now = () => performance.now()): Turns {
  let began = now();
  return {
    get isOver() {
      return now() - began >= TURN_MS;
    },
    async next() {
      // `setImmediate` would come before connections that wait.
      await new Promise((resolve) => setTimeout(resolve));
      began = now();
    },
  };
}
