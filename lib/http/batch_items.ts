/** Takes a batch apart: JSON Lines, or a JSON list. */
import { badEvent, messageOf, type Problem, ServiceError } from "../error.ts";
import { type Event, readEventLines, readOrProblem } from "../event/mod.ts";
import { listItems } from "../json/list_items.ts";

const OPENING_BRACKET = 0x5b;

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** What a batch must keep to. */
export interface BatchLimits {
  /** Of one event. */
  readonly maxEventBytes: number;
  readonly maxItems: number;
}

/**
 * The events of a list, or of lines that are not blank; in the place of a bad one what is wrong
 * with it.
 *
 * @throws {ServiceError} 400 where there is none, or a list is not one in UTF-8; 413 where there are
 * too many: those behind are not read, as millions of them would take gigabytes
 */
export function readBatch(
  body: Uint8Array,
  { maxEventBytes: maxBytes, maxItems }: BatchLimits,
): readonly (Event | Problem)[] {
  const first = body.find((byte) => !isBlank(byte));
  const items = first === OPENING_BRACKET
    ? itemsOfList(body, maxItems).map((item) => readOrProblem(item, maxBytes))
    : readEventLines(body, { maxBytes, maxEvents: maxItems });
  if (items.length === 0) {
    throw badEvent(
      "A batch must be JSON Lines or a JSON list with at least one event",
    );
  }
  if (items.length > maxItems) throw tooManyItems(maxItems);
  return items;
}

function itemsOfList(body: Uint8Array, maxItems: number): Uint8Array[] {
  let items: string[];
  try {
    items = listItems(decoder.decode(body), maxItems);
  } catch (cause) {
    throw badEvent(
      `A batch must be JSON Lines or a JSON list: ${messageOf(cause)}`,
      { cause },
    );
  }
  if (items.length > maxItems) throw tooManyItems(maxItems);
  return items.map((item) => encoder.encode(item));
}

function tooManyItems(maxItems: number): ServiceError {
  return new ServiceError(
    { status: 413, code: "batch_too_large" },
    `A batch must have at most ${maxItems} events, got more`,
  );
}

/** What JSON allows between tokens. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
