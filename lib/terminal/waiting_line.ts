/** One line of a terminal that says what is waited for, and goes when the wait is over. */
import { fitted } from "./width.ts";

/** Where and when the line is shown. */
export interface WaitingLineOptions {
  /** Takes text for the terminal. */
  readonly write: (text: string) => void;
  readonly columns: number;
  /** How long nothing is said. */
  readonly delayMs?: number;
}

const REPEAT_MS = 1000;
const CLEAR = "\r\x1b[K";

/** Says what is waited for, and for how long already; disposing of it clears the line. */
export class WaitingLine implements Disposable {
  readonly #options: WaitingLineOptions;
  readonly #text: string;
  readonly #start = performance.now();
  #timer: ReturnType<typeof setTimeout>;
  #isShown = false;

  constructor(text: string, options: WaitingLineOptions) {
    this.#text = text;
    this.#options = options;
    this.#timer = setTimeout(() => this.#show(), options.delayMs ?? 500);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (this.#isShown) this.#options.write(CLEAR);
  }

  #show(): void {
    const { write, columns } = this.#options;
    const seconds = Math.round((performance.now() - this.#start) / 1000);
    const text = this.#text + (seconds > 0 ? `, ${seconds} s` : "");
    // A line that fills the last column may be two on some terminals.
    write(CLEAR + fitted(text, columns - 1));
    this.#isShown = true;
    this.#timer = setTimeout(() => this.#show(), REPEAT_MS);
  }
}
