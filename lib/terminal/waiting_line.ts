/** One line of a terminal that says what is waited for, and goes when the wait is over. */
import { barOf } from "./bar.ts";
import { fitted, widthOf } from "./width.ts";

/** Where and when the line is shown. */
export interface WaitingLineOptions {
  /** Takes text for the terminal. */
  readonly write: (text: string) => void;
  readonly columns: number;
  /** How long nothing is said. */
  readonly delayMs?: number;
}

const REPEAT_MS = 1000;
/** It is written anew no more often, however fast things go on. */
const LEAST_MS = 100;
const CLEAR = "\r\x1b[K";
const BAR_WIDTH = 24;

/**
 * Says what is waited for, and for how long already; with a bar from when it is told how much of
 * the way is behind. Disposing of it clears the line.
 */
export class WaitingLine implements Disposable {
  readonly #options: WaitingLineOptions;
  readonly #text: string;
  readonly #start = performance.now();
  #timer: ReturnType<typeof setTimeout>;
  #share: number | undefined;
  /** When it was written last. */
  #shownAt: number | undefined;

  constructor(text: string, options: WaitingLineOptions) {
    this.#text = text;
    this.#options = options;
    this.#timer = setTimeout(() => this.#show(), options.delayMs ?? 500);
  }

  /** @param share how much of the way is behind, 0 to 1 */
  update(share: number): void {
    this.#share = share;
    if (this.#shownAt === undefined) return;
    if (performance.now() - this.#shownAt >= LEAST_MS) this.#show();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (this.#shownAt !== undefined) this.#options.write(CLEAR);
  }

  #show(): void {
    clearTimeout(this.#timer);
    const { write, columns } = this.#options;
    this.#shownAt = performance.now();
    const seconds = Math.round((this.#shownAt - this.#start) / 1000);
    const time = seconds > 0 ? `, ${seconds} s` : "";
    // A line that fills the last column may be two on some terminals.
    write(CLEAR + this.#line(time, columns - 1));
    this.#timer = setTimeout(() => this.#show(), REPEAT_MS);
  }

  #line(time: string, room: number): string {
    if (this.#share === undefined) return fitted(this.#text + time, room);
    const bar = barOf(this.#share, BAR_WIDTH);
    const rest = BAR_WIDTH - widthOf(bar);
    const percent = `${Math.floor(this.#share * 100)} %`;
    const end = ` ▕${bar}${" ".repeat(rest)}▏ ${percent}${time}`;
    const textRoom = room - widthOf(end);
    return textRoom > 0
      ? fitted(this.#text, textRoom) + end
      : fitted(percent + time, room);
  }
}
