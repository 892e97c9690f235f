/** Bodies of answers that may be too large to be in memory as a whole. */
import { collectGarbageSoon, isLarge } from "../collect_garbage.ts";

/** So many characters become one piece, about. */
const PIECE_CHARACTERS = 64 * 1024;

const encoder = new TextEncoder();

/** The bytes themselves where there is one piece, else a stream that asks for them in turn. */
export function bodyOf(
  pieces: Iterable<Uint8Array<ArrayBuffer>>,
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  const rest = pieces[Symbol.iterator]();
  const first = rest.next();
  if (first.done) return new Uint8Array();
  let next = rest.next();
  if (next.done) return first.value;
  return new ReadableStream({
    start: (controller) => controller.enqueue(first.value),
    pull(controller) {
      if (next.done) return controller.close();
      controller.enqueue(next.value);
      next = rest.next();
    },
    cancel: () => void rest.return?.(),
  });
}

/** Takes pieces out of a list of the caller's own, which holds none that was taken. */
export function* taken<T extends Uint8Array>(
  pieces: T[],
): Generator<T, void, void> {
  const sizeBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  pieces.reverse();
  try {
    for (let piece = pieces.pop(); piece; piece = pieces.pop()) yield piece;
  } finally {
    pieces.length = 0;
    if (isLarge(sizeBytes)) collectGarbageSoon();
  }
}

/** Texts as pieces of bytes. */
export function* encoded(
  texts: Iterable<string>,
): Generator<Uint8Array<ArrayBuffer>, void, void> {
  let held = "";
  for (const text of texts) {
    held += text;
    if (held.length < PIECE_CHARACTERS) continue;
    yield encoder.encode(held);
    held = "";
  }
  if (held !== "") yield encoder.encode(held);
}
