/** What the file of a queued event is called, and what it must hold. */
import { DamageError } from "./files.ts";

/** A queued event, as its file's name tells. */
export interface EventFile {
  readonly name: string;
  /** When its start was, in milliseconds since 1970. */
  readonly atMs: number;
  readonly uuid: string;
  /** How often it was sent in vain. */
  readonly attempts: number;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const NAME = /^(\d{15})-([\da-f-]{36})\.(\d{1,6})\.json$/;

/** Whether that is one of our `uuid`s, safe in a file's name. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Names sort by time. */
export function eventFile(
  { atMs, uuid, attempts }: Omit<EventFile, "name">,
): EventFile {
  const time = String(Math.max(0, Math.round(atMs))).padStart(15, "0");
  return { name: `${time}-${uuid}.${attempts}.json`, atMs, uuid, attempts };
}

/** Reads a name; `undefined` where it is not one of ours. */
export function parseName(name: string): EventFile | undefined {
  const [, time, uuid, attempts] = NAME.exec(name) ?? [];
  if (uuid === undefined || !isUuid(uuid)) return undefined;
  return { name, atMs: Number(time), uuid, attempts: Number(attempts) };
}

/**
 * The event in a file's text as it is sent now: on one line, with its number of attempts.
 *
 * @throws {DamageError} where it is no JSON, or is not the event that the name says
 */
export function sentText(text: string, { uuid, attempts }: EventFile): string {
  try {
    const event = JSON.parse(text);
    if (event?.uuid !== uuid) throw new SyntaxError("Another event's text");
    const client = { ...event.client, sent_attempts: attempts + 1 };
    return JSON.stringify({ ...event, client });
  } catch (cause) {
    throw new DamageError("Not the event", { cause });
  }
}
