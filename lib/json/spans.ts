/**
 * Where the parts of a JSON text are, so that a part can be taken or left out by its own text.
 *
 * These walk a text that `JSON.parse` has accepted; on any other their answer is undefined.
 */

/** A stretch of a text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object: its decoded key, and the span of key, colon and value. */
export interface MemberSpan extends Span {
  readonly key: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** The members of the object that `text` is, in order, duplicates included. */
export function memberSpans(text: string): MemberSpan[] {
  return partSpans(text).map((span) => {
    const keyEnd = stringEnd(text, span.start);
    return {
      ...span,
      key: JSON.parse(text.slice(span.start, keyEnd)) as string,
    };
  });
}

/** The comma-separated parts between the outermost brackets, trimmed. */
function partSpans(text: string): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at) - 1;
    else if (OPENING.has(code)) {
      if (++depth === 1) start = at + 1;
    } else if (CLOSING.has(code)) {
      if (--depth === 0) push(spans, text, { start, end: at });
    } else if (code === COMMA && depth === 1) {
      push(spans, text, { start, end: at });
      start = at + 1;
    }
  }
  return spans;
}

function push(spans: Span[], text: string, span: Span): void {
  const raw = text.slice(span.start, span.end);
  const start = span.start + (raw.length - raw.trimStart().length);
  const end = start + raw.trim().length;
  if (end > start) spans.push({ start, end });
}

/** The position behind the closing quote of the string that starts at `at`. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next);
    if (code === BACKSLASH) next++;
    else if (code === QUOTE) return next + 1;
  }
  return text.length;
}
