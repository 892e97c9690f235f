/** The uuid of a journal's line, found without parsing all of it where that is safe. */

/**
 * A line that begins with members whose values are plain, the last of them `uuid`: what stands
 * before it cannot nest, so that this `uuid` is the event's own.
 */
const PLAIN_START =
  /^\{(?:\s*"[^"\\]*"\s*:\s*(?:"[^"\\]*"|-?[\d.eE+-]+|true|false|null)\s*,)*?\s*"uuid"\s*:\s*"([^"\\]+)"/;

/** Longer lines are parsed: the pattern is not meant for them. */
const PLAIN_LENGTH = 8192;

/** The event's `uuid`, where it has one that counts; see `Event.uuid`. */
export function uuidOfLine(line: string): string | undefined {
  const isPlain = line.length <= PLAIN_LENGTH && line.endsWith("}");
  const plain = isPlain ? PLAIN_START.exec(line) : null;
  // Another `uuid` behind would be the one that counts; it may also be written with escapes.
  if (
    plain && !line.includes(`"uuid"`, plain[0].length) &&
    !line.includes("\\u00")
  ) {
    return plain[1];
  }
  if (!line.includes(`uuid"`) && !line.includes("\\u00")) return undefined;
  return parsedUuid(line);
}

function parsedUuid(line: string): string | undefined {
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
