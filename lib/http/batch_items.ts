/** Takes a batch apart: JSON Lines, or a JSON list. */
import { badEvent, messageOf } from "../error.ts";
import { itemSpans } from "../json/spans.ts";

const NEWLINE = 0x0a;
const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/**
 * The bytes of each item: of a list, or of lines that are not blank.
 *
 * @throws {ServiceError} 400 where there is none, or a list is not one in UTF-8
 */
export function splitBatch(body: Uint8Array): Uint8Array[] {
  const first = body.find((byte) => !isBlank(byte));
  const items = first === OPENING_BRACKET ? splitList(body) : splitLines(body);
  if (items.length === 0) {
    throw badEvent(
      "A batch must be JSON Lines or a JSON list with at least one event",
    );
  }
  return items;
}

function splitLines(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline < 0 ? body.length : newline;
    // Nearly all begin with a brace: only others are looked through.
    if (body[start] === OPENING_BRACE || !isAllBlank(body, start, end)) {
      lines.push(body.subarray(start, end));
    }
    start = end + 1;
  }
  return lines;
}

function splitList(body: Uint8Array): Uint8Array[] {
  try {
    const text = decoder.decode(body);
    JSON.parse(text);
    return itemSpans(text)
      .map(({ start, end }) => encoder.encode(text.slice(start, end)));
  } catch (cause) {
    throw badEvent(
      `A batch must be JSON Lines or a JSON list: ${messageOf(cause)}`,
      { cause },
    );
  }
}

function isAllBlank(body: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isBlank(body[at]!)) return false;
  return true;
}

/** What JSON allows between tokens. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
