/**
 * Taking events in: decode, check, append, answer.
 *
 * These handlers are called straight from `Deno.serve`, past the router, whose cost per
 * request is a seventh of what one event takes. They never reject: they answer their own errors.
 */
import { isProblem, ServiceError } from "../error.ts";
import { type Event, readEvent } from "../event/mod.ts";
import type { Appended } from "../store/store.ts";
import { takeTurns } from "../turns.ts";
import { answerError, answerJson } from "./answers.ts";
import { readBatch } from "./batch_items.ts";
import { type BodyLimits, brokenBody, lengthOf, readBytes } from "./body.ts";
import { decompressed, encodingError, mayBeGzip } from "./content_encoding.ts";
import type { HttpContext } from "./context.ts";
import type { PendingBody } from "./pending_bodies.ts";

const STORED_BODY = `{"success":true}\n`;
const DUPLICATE_BODY = `{"success":true,"duplicate":true}\n`;
const STORED_INIT: ResponseInit = {
  headers: { "content-type": "application/json" },
};

/** `POST /v1/on_import`: one event. */
export function ingestOne(
  request: Request,
  context: HttpContext,
): Promise<Response> {
  const { limits, bodies } = context;
  const sizeBytes = lengthOf(request);
  return limits.bodyTimeoutMs === undefined &&
      sizeBytes <= limits.maxBodyBytes && bodies.enterShort(sizeBytes)
    ? ingestShort(request, context, sizeBytes)
    : ingestUnusual(request, context);
}

/** Takes in a body that has been counted. What is held here is kept for each request. */
async function ingestShort(
  request: Request,
  context: HttpContext,
  sizeBytes: number,
): Promise<Response> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await request.bytes();
    if (mayBeGzip(bytes)) {
      return await ingestCompressed(bytes, request, context);
    }
    const event = checkedEvent(bytes, context);
    return answerOne(event, await append([event], context));
  } catch (error) {
    return refuse(request, bytes ? error : brokenBody(error), context);
  } finally {
    context.bodies.leave(sizeBytes);
  }
}

/** Takes in a body that is long, of a length unknown, given a time, or without room. */
async function ingestUnusual(
  request: Request,
  context: HttpContext,
): Promise<Response> {
  using pending = context.bodies.enter();
  try {
    const limits = bodyLimits(context, context.limits.maxBodyBytes, pending);
    const bytes = await readBytes(request, limits);
    return await ingestCompressed(bytes, request, context);
  } catch (error) {
    return refuse(request, error, context);
  }
}

/** Takes in a body that may be compressed. */
async function ingestCompressed(
  bytes: Uint8Array,
  request: Request,
  context: HttpContext,
): Promise<Response> {
  using pending = context.bodies.enter();
  const { maxBodyBytes: maxBytes } = context.limits;
  const plain = mayBeGzip(bytes)
    ? await decompressed(bytes, request, { maxBytes, pending })
    : bytes;
  const event = checkedEvent(plain, context);
  return answerOne(event, await append([event], context));
}

/** @throws {ServiceError} where the bytes are no event, or one beyond the limits */
function checkedEvent(
  bytes: Uint8Array,
  { limits: { checkShape } }: HttpContext,
): Event {
  const event = readEvent(bytes);
  const flaw = checkShape?.(event);
  if (flaw) throw new ServiceError(flaw, flaw.message);
  return event;
}

function answerOne(event: Event, duplicates: Appended): Response {
  return new Response(
    duplicates.has(event) ? DUPLICATE_BODY : STORED_BODY,
    STORED_INIT,
  );
}

function bodyLimits(
  { limits: { bodyTimeoutMs: timeoutMs } }: HttpContext,
  maxBytes: number,
  pending: PendingBody,
): BodyLimits {
  return { maxBytes, timeoutMs, pending };
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
  const { maxBatchBytes, maxBatchItems, maxBodyBytes, checkShape } =
    context.limits;
  using pending = context.bodies.enter();
  const limits = bodyLimits(context, maxBatchBytes, pending);
  const body = await readBytes(request, limits);
  const plain = mayBeGzip(body)
    ? await decompressed(body, request, limits)
    : body;
  const read = await readBatch(plain, {
    maxEventBytes: maxBodyBytes,
    maxItems: maxBatchItems,
  }, takeTurns());
  const events: Event[] = [];
  /** For each event its place in the batch. */
  const places: number[] = [];
  const items = read.map((item, index): ItemReport => {
    const problem = isProblem(item) ? item : checkShape?.(item);
    if (isProblem(item) || problem) {
      return { index, status: "rejected", error: problem!.message };
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
