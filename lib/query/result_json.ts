/** The JSON text of an answer of `/v1/count`. */
import type { CountResult, Groups } from "./result.ts";
import { tooLarge } from "./too_large.ts";

/** Groups that are written at once: writing each by itself takes longer. */
const GROUPS_AT_ONCE = 1000;

/**
 * Bytes in one piece, about. An answer of one piece is sent as a whole, which is quicker; one of
 * many pieces is nowhere as a whole.
 */
const CHUNK_CHARACTERS = 4 * 1024 * 1024;
const MAX_BYTES = 256 * 1024 * 1024;

const encoder = new TextEncoder();

/** The answer's JSON text, with `counts {key: count}` in front of `groups`. */
export function countResultJson(result: CountResult): string {
  return [...piecesOf(result)].join("");
}

/**
 * The same and a line's end as bytes, in pieces that are made one after the other.
 *
 * @throws {ServiceError} 422 where there are too many bytes
 */
export function* countResultBytes(
  result: CountResult,
  { maxBytes = MAX_BYTES, chunkCharacters = CHUNK_CHARACTERS } = {},
): Generator<Uint8Array<ArrayBuffer>, void, void> {
  let text = "";
  let sizeBytes = 0;
  const encoded = () => {
    const bytes = encoder.encode(text);
    text = "";
    sizeBytes += bytes.length;
    if (sizeBytes > maxBytes) throw tooLarge(`${maxBytes} bytes`);
    return bytes;
  };
  for (const piece of piecesOf(result)) {
    text += piece;
    if (text.length >= chunkCharacters) yield encoded();
  }
  text += "\n";
  yield encoded();
}

/**
 * Written by hand since an object would put keys that are whole numbers first, and would lose
 * one named `__proto__`.
 */
function* piecesOf(result: CountResult): Generator<string, void, void> {
  const { groups, elapsed_ms, ...head } = result;
  yield JSON.stringify(head).slice(0, -1);
  if (groups !== undefined) {
    yield ',"counts":{';
    yield* listed(groups, countsOf);
    yield '},"groups":[';
    yield* listed(groups, membersOf);
    yield "]";
  }
  yield `,"elapsed_ms":${JSON.stringify(elapsed_ms)}}`;
}

/** The texts of some groups after the other, with a comma between them. */
function* listed(
  groups: Groups,
  textOf: (groups: Groups, start: number, end: number) => string,
): Generator<string, void, void> {
  for (let start = 0; start < groups.length; start += GROUPS_AT_ONCE) {
    if (start > 0) yield ",";
    yield textOf(
      groups,
      start,
      Math.min(start + GROUPS_AT_ONCE, groups.length),
    );
  }
}

function countsOf(groups: Groups, start: number, end: number): string {
  let text = "";
  for (let index = start; index < end; index++) {
    if (index > start) text += ",";
    const { key, count } = groups.briefAt?.(index) ?? groups.at(index)!;
    text += `${JSON.stringify(countsKey(key))}:${count}`;
  }
  return text;
}

function membersOf(groups: Groups, start: number, end: number): string {
  return JSON.stringify(groups.slice(start, end)).slice(1, -1);
}

/** A single key is its own text; several are a compact JSON list. */
function countsKey(key: readonly string[]): string {
  return key.length === 1 ? key[0]! : JSON.stringify(key);
}
