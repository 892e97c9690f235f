/** Takes a batch apart: JSON Lines, or a JSON list. */
import { badEvent, messageOf, type ServiceError } from "../error.ts";
import { type Event, readEventLines, readOrError } from "../event/mod.ts";
import { itemSpans } from "../json/spans.ts";

const OPENING_BRACKET = 0x5b;

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/**
 * The events of a list, or of lines that are not blank; in the place of a bad one its error.
 *
 * @param maxEventBytes how long one may be
 * @throws {ServiceError} 400 where there is none, or a list is not one in UTF-8
 */
export function readBatch(
  body: Uint8Array,
  maxEventBytes: number,
): readonly (Event | ServiceError)[] {
  const first = body.find((byte) => !isBlank(byte));
  const items = first === OPENING_BRACKET
    ? listItems(body).map((item) => readOrError(item, maxEventBytes))
    : readEventLines(body, maxEventBytes);
  if (items.length === 0) {
    throw badEvent(
      "A batch must be JSON Lines or a JSON list with at least one event",
    );
  }
  return items;
}

function listItems(body: Uint8Array): Uint8Array[] {
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

/** What JSON allows between tokens. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
