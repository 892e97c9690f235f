/** Takes a batch apart: JSON Lines, or a JSON list. */
import { badEvent, messageOf, type Problem } from "../../error.ts";
import {
  type Event,
  type JoinedLines,
  joinedLines,
  readOrProblem,
  readUsual,
} from "../../event/mod.ts";
import { listItems } from "../../json/list_items.ts";

const OPENING_BRACKET = 0x5b;

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** What the items of a batch must keep to. */
export interface ItemLimits {
  /** Of one event. */
  readonly maxBytes: number;
  /** An event that is longer is told of by itself. */
  readonly maxJoinedBytes: number;
}

/** Some events, one event, or what is wrong with an item. */
export type Item = JoinedLines | Event | Problem;

/**
 * The items of a list, or of lines that are not blank, in their order.
 *
 * @param body belongs to this: it may be changed
 * @throws {ServiceError} 400 where a list is not one in UTF-8, once that is seen
 */
export function itemsOf(
  body: Uint8Array,
  limits: ItemLimits,
): Generator<Item, void, void> {
  const first = body.find((byte) => !isBlank(byte));
  return first === OPENING_BRACKET
    ? itemsOfList(body, limits)
    : itemsOfLines(body, limits);
}

function* itemsOfLines(
  body: Uint8Array,
  { maxBytes, maxJoinedBytes }: ItemLimits,
): Generator<Item, void, void> {
  for (const found of joinedLines(body, Math.min(maxBytes, maxJoinedBytes))) {
    if (!(found instanceof Uint8Array)) yield found;
    else if (!found.every(isBlank)) yield readItem(found, maxBytes);
  }
}

function* itemsOfList(
  body: Uint8Array,
  { maxBytes }: ItemLimits,
): Generator<Item, void, void> {
  try {
    for (const item of listItems(decoder.decode(body))) {
      yield readItem(encoder.encode(item), maxBytes);
    }
  } catch (cause) {
    throw badEvent(
      `A batch must be JSON Lines or a JSON list: ${messageOf(cause)}`,
      { cause },
    );
  }
}

function readItem(bytes: Uint8Array, maxBytes: number): Event | Problem {
  const event = readUsual(bytes, maxBytes);
  return event instanceof Uint8Array ? readOrProblem(event, maxBytes) : event;
}

/** What JSON allows between tokens. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
