/** Requests of one event each that differ in nothing but their uuid, and what is answered. */

const NUMBER_DIGITS = 12;
const DIGITS = new TextEncoder().encode("0123456789abcdef");
const STORED_BODY = `{"success":true}\n`;

/** Refusals that a server under load may give. */
const REFUSALS: ReadonlySet<number> = new Set([429, 503]);

/** One connection's request, made anew in the same memory for each event. */
export class EventRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #lastDigit: number;

  /** @param run eight hexadecimal digits, others for each run */
  constructor(port: number, run: string) {
    const beforeNumber = `{"uuid":"${run}-0000-4000-8000-`;
    const body = `${beforeNumber}${"0".repeat(NUMBER_DIGITS)}",` +
      `"username":"mahmoud","hostname":"feldspar","python":{"version_info":[3,11,2],` +
      `"compiler":"GCC 12.2.0"},"uname":{"system":"Linux","machine":"x86_64"}}`;
    const head = `POST /v1/on_import HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
      `content-length: ${body.length}\r\n\r\n`;
    this.bytes = new TextEncoder().encode(head + body);
    this.#lastDigit = head.length + beforeNumber.length + NUMBER_DIGITS - 1;
  }

  /** Makes it the event with this number, below 2^48. */
  setNumber(number: number): void {
    let rest = number;
    for (let digit = 0; digit < NUMBER_DIGITS; digit++) {
      this.bytes[this.#lastDigit - digit] = DIGITS[rest % 16]!;
      rest = Math.floor(rest / 16);
    }
  }
}

/**
 * Whether an answer is there as a whole, and of which kind.
 *
 * @throws {Error} where it is neither a stored event's nor a refusal
 */
export class AnswerReader {
  /** Of an answer that says that the event is stored: all of them are as long. */
  #storedBytes = -1;

  /** @returns `undefined` where more must come */
  read(bytes: Uint8Array): "stored" | "refused" | undefined {
    // The usual one is told by its length and its status: taking each apart would cost more.
    if (bytes.length === this.#storedBytes && bytes[9] === 0x32) {
      return "stored";
    }
    const text = new TextDecoder().decode(bytes);
    const headEnd = text.indexOf("\r\n\r\n") + 4;
    if (headEnd < 4) return undefined;
    const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(text)?.[1];
    const body = text.slice(headEnd);
    if (length !== undefined && body.length < Number(length)) return undefined;
    const status = Number(text.slice("HTTP/1.1 ".length).slice(0, 3));
    if (status === 200 && body === STORED_BODY) {
      this.#storedBytes = bytes.length;
      return "stored";
    }
    if (REFUSALS.has(status) && body.length === Number(length)) {
      return "refused";
    }
    throw new Error(`Answered ${text}`);
  }
}
