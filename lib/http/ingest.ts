/**
 * Taking events in: decode, check, append, answer.
 *
 * These handlers are called straight from `Deno.serve`, past the router, whose cost per
 * request is a seventh of what one event takes. They never reject: they answer their own errors.
 */
import { ServiceError } from "../error.ts";
import { type Event, readEvent } from "../event/mod.ts";
import type { Appended } from "../store/store.ts";
import { answerError, answerJson } from "./answers.ts";
import { readBatch } from "./batch_items.ts";
import { brokenBody, isBounded, readBytes, readInTime } from "./body.ts";
import { decompressed, encodingError, mayBeGzip } from "./content_encoding.ts";
import type { HttpContext, IngestLimits } from "./context.ts";

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
  const { limits } = context;
  let bytes: Uint8Array | undefined;
  // What is not usual has functions of its own: what this one holds is kept for every request.
  try {
    bytes = limits.bodyTimeoutMs === undefined &&
        isBounded(request, limits.maxBodyBytes)
      ? await request.bytes()
      : await readUnusual(request, limits, limits.maxBodyBytes);
    const event = mayBeGzip(bytes)
      ? await readCompressed(request, bytes, limits.maxBodyBytes)
      : readEvent(bytes);
    const flaw = limits.checkShape?.(event);
    if (flaw) throw flaw;
    const duplicates = await append([event], context);
    return new Response(
      duplicates.has(event) ? DUPLICATE_BODY : STORED_BODY,
      STORED_INIT,
    );
  } catch (error) {
    return refuse(request, bytes ? error : readError(error), context);
  }
}

/** Reads a body that is long, of a length unknown, or given a time. */
function readUnusual(
  request: Request,
  { bodyTimeoutMs }: IngestLimits,
  maxBytes: number,
): Promise<Uint8Array> {
  return bodyTimeoutMs === undefined
    ? readBytes(request, maxBytes)
    : readInTime(request, maxBytes, bodyTimeoutMs);
}

async function readCompressed(
  request: Request,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<Event> {
  return readEvent(await decompressed(bytes, { request, maxBytes }));
}

/** What went wrong while a body was being read. */
function readError(error: unknown): unknown {
  return error instanceof ServiceError ? error : brokenBody(error);
}

/** The answer to what could not be stored. */
function refuse(
  request: Request,
  error: unknown,
  { report }: HttpContext,
): Response {
  const isUnreadable = error instanceof ServiceError && error.status === 400;
  return answerError(
    request,
    isUnreadable ? encodingError(request) ?? error : error,
    report,
  );
}

function append(
  events: readonly Event[],
  { store, append }: HttpContext,
): Promise<Appended> {
  return append === undefined ? store.append(events) : append(events);
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
    return refuse(request, error, context);
  }
}

async function storeBatch(
  request: Request,
  context: HttpContext,
): Promise<Response> {
  const { limits } = context;
  const { maxBatchBytes, maxBatchItems, maxBodyBytes, checkShape } = limits;
  const body = await readUnusual(request, limits, maxBatchBytes);
  const plain = mayBeGzip(body)
    ? await decompressed(body, { request, maxBytes: maxBatchBytes })
    : body;
  const read = readBatch(plain, maxBodyBytes);
  if (read.length > maxBatchItems) {
    throw new ServiceError(
      { status: 413, code: "batch_too_large" },
      `A batch must have at most ${maxBatchItems} events, got ${read.length}`,
    );
  }
  const events: Event[] = [];
  /** For each event its place in the batch. */
  const places: number[] = [];
  const items = read.map((item, index): ItemReport => {
    const flaw = item instanceof ServiceError ? item : checkShape?.(item);
    if (item instanceof ServiceError || flaw) {
      return { index, status: "rejected", error: flaw!.message };
    }
    events.push(item);
    places.push(index);
    return { index, status: "stored" };
  });
  let duplicates = 0;
  if (events.length > 0) {
    const seen = await append(events, context);
    events.forEach((event, index) => {
      if (!seen.has(event)) return;
      items[places[index]!]!.status = "duplicate";
      duplicates++;
    });
  }
  return answerJson({
    success: events.length === items.length,
    stored: events.length - duplicates,
    duplicates,
    rejected: items.length - events.length,
    items,
  });
}
