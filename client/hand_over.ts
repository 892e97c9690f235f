/**
 * What would vanish with the parent, as the text that reaches the detached child.
 *
 * It travels in an environment variable: unlike arguments, `ps` shows that to no other user.
 */

/** What the child needs to know about the start it reports. */
export interface HandOver {
  /** All arguments of the parent. */
  readonly args: readonly string[];
  /** The directory the parent ran in, where it still existed. */
  readonly cwd?: string;
  /** When the parent started, in milliseconds since 1970. */
  readonly startMs: number;
  /** The `uuid` of the start's event. */
  readonly uuid: string;
  /** The child's slot, see outbox/children.ts. */
  readonly slot?: number;
  /** The start itself was left in the outbox, see outbox/starts.ts. */
  readonly isLeft?: boolean;
}

/** Stands for an argument that is not passed on. */
export const LEFT_OUT = "***";

/** As `crypto.randomUUID()` has them: safe in the name of a file. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Words longer than this are the first to go where all do not fit. */
const LONG_WORD_LENGTH = 1000;

/**
 * The hand-over as text of at most `maxBytes`.
 *
 * Where it would be longer, long words behind `--` are replaced by `***` as a whole (half of one
 * could be half of a secret), then words are left out from the end, with one `***` in their
 * place.
 */
export function encodeHandOver(handOver: HandOver, maxBytes: number): string {
  const text = JSON.stringify(handOver);
  if (fits(text, maxBytes)) return text;
  const end = handOver.args.indexOf("--") + 1;
  if (end === 0) return text;
  const options = handOver.args.slice(0, end);
  const words = handOver.args.slice(end).map((word) =>
    word.length > LONG_WORD_LENGTH ? LEFT_OUT : word
  );
  for (let kept = words.length;; kept = Math.floor(kept / 2)) {
    const rest = kept < words.length ? [LEFT_OUT] : [];
    const args = [...options, ...words.slice(0, kept), ...rest];
    const shorter = JSON.stringify({ ...handOver, args });
    if (kept === 0 || fits(shorter, maxBytes)) return shorter;
  }
}

/** Reads an encoded hand-over; `undefined` where the text is none, such as the bare guard `1`. */
export function decodeHandOver(text: string): HandOver | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const { args, cwd, startMs, uuid, slot, isLeft } = JSON.parse(text);
    if (!Array.isArray(args) || typeof startMs !== "number") return undefined;
    if (typeof uuid !== "string" || !UUID.test(uuid)) return undefined;
    return {
      args: args.map(String),
      startMs,
      uuid,
      ...typeof cwd === "string" ? { cwd } : {},
      ...Number.isInteger(slot) ? { slot } : {},
      ...isLeft === true ? { isLeft } : {},
    };
  } catch {
    return undefined;
  }
}

function fits(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes at most three bytes: most texts need no encoding to be measured.
  return text.length * 3 <= maxBytes ||
    new TextEncoder().encode(text).length <= maxBytes;
}
