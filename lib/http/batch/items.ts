/** Takes a batch apart: JSON Lines, or a JSON list. */
import {
  badEvent,
  messageOf,
  type Problem,
  ServiceError,
} from "../../error.ts";
import {
  type Event,
  readEventLines,
  readOrProblem,
  readUsual,
} from "../../event/mod.ts";
import { listItems } from "../../json/list_items.ts";
import type { Turns } from "../../turns.ts";

const OPENING_BRACKET = 0x5b;

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** What a batch must keep to, besides how long it is. */
export interface ItemLimits {
  /** Of one event. */
  readonly maxBodyBytes: number;
  readonly maxBatchItems: number;
}

/**
 * The events of a list, or of lines that are not blank; in the place of a bad one what is wrong
 * with it.
 *
 * @param turns are taken where it takes long, as of many that are bad
 * @throws {ServiceError} 400 where there is none, or a list is not one in UTF-8; 413 where there are
 * too many: those behind are not read, as millions of them would take gigabytes
 */
export async function readItems(
  body: Uint8Array,
  limits: ItemLimits,
  turns: Turns,
): Promise<readonly (Event | Problem)[]> {
  const { maxBodyBytes: maxBytes, maxBatchItems: maxItems } = limits;
  const first = body.find((byte) => !isBlank(byte));
  const found = first === OPENING_BRACKET
    ? await itemsOfList(body, limits, turns)
    : readEventLines(body, { maxBytes, maxEvents: maxItems });
  if (found.length === 0) {
    throw badEvent(
      "A batch must be JSON Lines or a JSON list with at least one event",
    );
  }
  if (found.length > maxItems) throw tooManyItems(maxItems);
  const items: (Event | Problem)[] = [];
  for (const item of found) {
    if (!(item instanceof Uint8Array)) {
      items.push(item);
      continue;
    }
    items.push(readOrProblem(item, maxBytes));
    if (turns.isOver) await turns.next();
  }
  return items;
}

/** Of each its event, or its bytes where the exact way must read them; at most `maxItems` and one. */
async function itemsOfList(
  body: Uint8Array,
  { maxBodyBytes: maxBytes, maxBatchItems: maxItems }: ItemLimits,
  turns: Turns,
): Promise<(Event | Uint8Array)[]> {
  const items: (Event | Uint8Array)[] = [];
  try {
    for (const item of listItems(decoder.decode(body))) {
      items.push(readUsual(encoder.encode(item), maxBytes));
      if (items.length > maxItems) break;
      if (turns.isOver) await turns.next();
    }
  } catch (cause) {
    throw badEvent(
      `A batch must be JSON Lines or a JSON list: ${messageOf(cause)}`,
      { cause },
    );
  }
  return items;
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
