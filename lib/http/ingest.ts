/**
 * Taking events in: decode, check, append, answer.
 *
 * These handlers are called straight from `Deno.serve`, past the router, whose cost per
 * request is a seventh of what one event takes. They never reject: they answer their own errors.
 */
import { ServiceError } from "../error.ts";
import { type Event, readEvent } from "../event/mod.ts";
import type { Appendable, Duplicates } from "../journal/mod.ts";
import { takeTurns } from "../turns.ts";
import { answerError } from "./answers.ts";
import { checkBatch, type CheckedBatch } from "./batch/check.ts";
import { answerBatch } from "./batch/report.ts";
import { type BodyLimits, brokenBody, lengthOf, readBytes } from "./body.ts";
import { decompressed, encodingError, mayBeGzip } from "./content_encoding.ts";
import type { HttpContext } from "./context.ts";
import { MAX_SHORT_BYTES, type PendingBody } from "./pending_bodies.ts";

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
  let bytes: Uint8Array<ArrayBuffer> | undefined;
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
  bytes: Uint8Array<ArrayBuffer>,
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

function answerOne(event: Event, duplicates: Duplicates): Response {
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
  parts: readonly Appendable[],
  { store, append }: HttpContext,
): Promise<Duplicates> {
  return append === undefined ? store.append(parts) : append(parts);
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
  using pending = context.bodies.enter();
  const { batches, limits: { maxBatchBytes } } = context;
  const limits = bodyLimits(context, maxBatchBytes, pending);
  const allocate = batches && ((length: number) => batches.room(length));
  const body = await readBytes(request, { ...limits, allocate });
  const plain = mayBeGzip(body)
    ? await decompressed(body, request, limits)
    : body;
  const batch = await check(plain, context);
  const { run } = batch;
  if (run.ends.length === 0) return answerBatch(batch, []);
  try {
    const duplicates = await append([run], context);
    return answerBatch(batch, duplicates.placesIn(run));
  } finally {
    batches?.giveBack(run);
  }
}

/** In another thread where that is ready, and asking it pays. */
function check(
  body: Uint8Array<ArrayBuffer>,
  { limits, batches }: HttpContext,
): Promise<CheckedBatch> {
  const checked = body.length > MAX_SHORT_BYTES
    ? batches?.check(body)
    : undefined;
  return checked ?? checkBatch(body, limits, takeTurns());
}
