/**
 * Taking events in: decode, check, append, answer.
 *
 * These handlers are called straight from `Deno.serve`, past the router, whose cost per
 * request is a seventh of what one event takes.
 */
import { badEvent, messageOf, ServiceError } from "../error.ts";
import { type Event, parseEvent } from "../event.ts";
import { itemSpans } from "../json/spans.ts";
import { answerJson } from "./answers.ts";
import { readText } from "./body.ts";
import type { HttpContext } from "./context.ts";

const STORED_BODY = `{"success":true}\n`;
const DUPLICATE_BODY = `{"success":true,"duplicate":true}\n`;
const STORED_INIT: ResponseInit = {
  headers: { "content-type": "application/json" },
};

/** `POST /v1/on_import`: one event. */
export async function ingestOne(
  request: Request,
  context: HttpContext,
): Promise<Response> {
  const text = await readText(request, context.limits.maxBodyBytes);
  const duplicates = await context.store.append([parseEvent(text)]);
  return new Response(
    duplicates.size === 0 ? STORED_BODY : DUPLICATE_BODY,
    STORED_INIT,
  );
}

/** What the answer to a batch says of one of its items. */
interface ItemReport {
  readonly index: number;
  status: "stored" | "duplicate" | "rejected";
  readonly error?: string;
}

/** `POST /v1/events`: JSON Lines or a JSON list; good items are stored when others are bad. */
export async function ingestBatch(
  request: Request,
  context: HttpContext,
): Promise<Response> {
  const { maxBatchBytes, maxBatchItems, maxBodyBytes } = context.limits;
  const texts = splitBatch(await readText(request, maxBatchBytes));
  if (texts.length > maxBatchItems) {
    throw new ServiceError(
      { status: 413, code: "batch_too_large" },
      `A batch must have at most ${maxBatchItems} events, got ${texts.length}`,
    );
  }
  const events: Event[] = [];
  const accepted: ItemReport[] = [];
  const items = texts.map((text, index): ItemReport => {
    try {
      events.push(parseItem(text, maxBodyBytes));
    } catch (error) {
      return { index, status: "rejected", error: messageOf(error) };
    }
    const item: ItemReport = { index, status: "stored" };
    accepted.push(item);
    return item;
  });
  if (events.length > 0) {
    for (const index of await context.store.append(events)) {
      accepted[index]!.status = "duplicate";
    }
  }
  const number = (status: ItemReport["status"]) =>
    items.reduce((sum, item) => item.status === status ? sum + 1 : sum, 0);
  return answerJson({
    success: accepted.length === items.length,
    stored: number("stored"),
    duplicates: number("duplicate"),
    rejected: number("rejected"),
    items,
  });
}

/** A limit in characters bounds the bytes well enough here: the whole body was bounded. */
function parseItem(text: string, maxCharacters: number): Event {
  if (text.length > maxCharacters) {
    throw badEvent(`An event must be at most ${maxCharacters} bytes`);
  }
  return parseEvent(text);
}

/** The texts of a batch's items: of a list, or of lines that are not blank. */
function splitBatch(text: string): string[] {
  const texts = /^\s*\[/.test(text) ? splitList(text) : splitLines(text);
  if (texts.length === 0) {
    throw badEvent(
      "A batch must be JSON Lines or a JSON list with at least one event",
    );
  }
  return texts;
}

function splitLines(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

function splitList(text: string): string[] {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw badEvent(
      `A batch must be JSON Lines or a JSON list: ${messageOf(cause)}`,
      { cause },
    );
  }
  return itemSpans(text).map(({ start, end }) => text.slice(start, end));
}
