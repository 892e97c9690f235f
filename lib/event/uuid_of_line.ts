/** The uuid of a line that is in the journal already. */
import { looksLikeObject } from "../json/looks_like_object.ts";
import { checkFast } from "./fast.ts";
import { keyOfUuid, type UuidKey } from "./uuid_key.ts";

const decoder = new TextDecoder();

/** The key of the event's `uuid`, where it is an event and has one that counts. */
export function uuidKeyOfLine(line: Uint8Array): UuidKey | undefined {
  const checked = checkFast(line);
  if (checked) return checked.uuid;
  const uuid = parsedUuid(decoder.decode(line));
  return uuid === undefined ? undefined : keyOfUuid(uuid);
}

function parsedUuid(line: string): string | undefined {
  if (!looksLikeObject(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return undefined;
    }
    const { uuid } = value as { uuid?: unknown };
    return typeof uuid === "string" && uuid !== "" ? uuid : undefined;
  } catch {
    return undefined;
  }
}
