/** Records as questions see them: parsed lines of the journal. */
import { MAX_NESTING } from "../event/mod.ts";
import { isRawNumber, type JsonObject, parseExact } from "../json/exact.ts";
import { looksLikeObject } from "../json/looks_like_object.ts";
import { isNestedDeeper } from "../json/nesting.ts";

/** The record of a line; `undefined` where the line is not a JSON object, or nested too deeply. */
export function parseRecord(line: string): JsonObject | undefined {
  if (!looksLikeObject(line)) return undefined;
  // A line may come from elsewhere than the server's own ingest, which bounds the nesting.
  if (isNestedDeeper(line, MAX_NESTING)) return undefined;
  try {
    const value = parseExact(line);
    const isObject = typeof value === "object" && value !== null &&
      !Array.isArray(value) &&
      !isRawNumber(value);
    return isObject ? value as JsonObject : undefined;
  } catch {
    return undefined;
  }
}

/** The time at which the server took the record in: ISO 8601, UTC; `undefined` where unreadable. */
export function serverTimeOf(record: JsonObject): string | undefined {
  const time = Object.hasOwn(record, "server_time")
    ? record.server_time
    : undefined;
  return typeof time === "string" && isServerTime(time) ? time : undefined;
}

/** Whether it is a real time, written just so. */
function isServerTime(text: string): boolean {
  if (!SERVER_TIME.test(text)) return false;
  const timeMs = Date.parse(text);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString() === text;
}

const SERVER_TIME = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d\.\d{3}Z$/;
