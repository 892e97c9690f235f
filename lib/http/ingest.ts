/**
 * Taking events in: decode, check, append, answer.
 *
 * These handlers are called straight from `Deno.serve`, past the router, whose cost per
 * request is a seventh of what one event takes. They never reject: they answer their own errors.
 */
import { badEvent, messageOf, ServiceError } from "../error.ts";
import { type Event, readEvent } from "../event/mod.ts";
import { answerError, answerJson } from "./answers.ts";
import { splitBatch } from "./batch_items.ts";
import { isBounded, readBytes, rejectBroken } from "./body.ts";
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
  const { maxBodyBytes } = context.limits;
  try {
    let bytes: Uint8Array;
    // The usual body is awaited right here: another layer of promises has its price.
    if (isBounded(request, maxBodyBytes)) {
      try {
        bytes = await request.bytes();
      } catch (cause) {
        rejectBroken(cause);
      }
    } else {
      bytes = await readBytes(request, maxBodyBytes);
    }
    const duplicates = await context.store.append([readEvent(bytes)]);
    return new Response(
      duplicates.size === 0 ? STORED_BODY : DUPLICATE_BODY,
      STORED_INIT,
    );
  } catch (error) {
    return answerError(request, error, context.report);
  }
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
  try {
    return await storeBatch(request, context);
  } catch (error) {
    return answerError(request, error, context.report);
  }
}

async function storeBatch(
  request: Request,
  context: HttpContext,
): Promise<Response> {
  const { maxBatchBytes, maxBatchItems, maxBodyBytes } = context.limits;
  const texts = splitBatch(await readBytes(request, maxBatchBytes));
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

function parseItem(bytes: Uint8Array, maxBytes: number): Event {
  if (bytes.length > maxBytes) {
    throw badEvent(`An event must be at most ${maxBytes} bytes`);
  }
  return readEvent(bytes);
}
