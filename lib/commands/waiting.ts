/** What is said on a terminal while a command is at work. */
import { WaitingLine } from "../terminal/mod.ts";
import type { CommandContext } from "./command.ts";

/** Columns of a terminal that does not say how many it has. */
const USUAL_COLUMNS = 80;
/** Work that does not wait for anything lets others in so often. */
const TURN_MS = 50;

/** A line on standard error, where that is a terminal. */
export function waitingLine(
  text: string,
  context: CommandContext,
): WaitingLine | undefined {
  const { stderr } = context;
  if (!stderr.isTerminal()) return undefined;
  return new WaitingLine(text, {
    write: (text) => stderr.writeSync(new TextEncoder().encode(text)),
    columns: columnsOf(context),
  });
}

/** Columns of the terminal. */
export function columnsOf({ columns }: CommandContext): number {
  try {
    return columns() || USUAL_COLUMNS;
  } catch {
    return USUAL_COLUMNS;
  }
}

/** A line with a bar for work of so many bytes, which it shows as they are done. */
export class WorkLine implements Disposable {
  readonly #line: WaitingLine | undefined;
  readonly #totalBytes: number;
  #doneBytes = 0;
  #turnedAt = performance.now();

  constructor(text: string, totalBytes: number, context: CommandContext) {
    this.#line = waitingLine(text, context);
    this.#totalBytes = totalBytes;
  }

  /** So many more bytes are done; now and then it waits for the event loop to turn. */
  async advance(sizeBytes: number): Promise<void> {
    this.#doneBytes += sizeBytes;
    if (performance.now() - this.#turnedAt < TURN_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#turnedAt = performance.now();
    this.#line?.update(Math.min(1, this.#doneBytes / this.#totalBytes));
  }

  [Symbol.dispose](): void {
    this.#line?.[Symbol.dispose]();
  }
}
