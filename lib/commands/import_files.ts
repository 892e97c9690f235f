/** Files of events, plain or compressed, line by line. */
import { messageOf } from "../error.ts";
import { gunzip } from "../journal/gzip/gunzip.ts";

const NEWLINE = 0x0a;
const CHUNK_BYTES = 256 * 1024;

/** More than the longest event that any server can be told to take, as it is stored. */
export const MAX_LINE_BYTES = 256 * 1024 * 1024 + 1024;

/** A line, and how far its file has been read with it. */
export interface FileLine {
  /** Without its newline; `undefined` where it is longer than `MAX_LINE_BYTES`. */
  readonly bytes: Uint8Array | undefined;
  readonly number: number;
  /** Of the file as it is, compressed or not. */
  readonly readBytes: number;
}

/**
 * Opens a file to be imported, and tells its size.
 *
 * @throws {Error} where it cannot be opened, or is a folder
 */
export function sizeOfFile(path: string): number {
  try {
    using file = Deno.openSync(path);
    const { size, isDirectory } = file.statSync();
    if (isDirectory) throw new Error("It is a folder");
    return size;
  } catch (cause) {
    throw new Error(`Cannot read "${path}": ${messageOf(cause)}`, { cause });
  }
}

/**
 * The lines of a file, which may be compressed by any gzip.
 *
 * @throws {Error} where a compressed one is damaged, behind the lines before
 */
export function* linesOfFile(
  path: string,
): Generator<FileLine, void, void> {
  using file = Deno.openSync(path);
  let number = 0;
  const open = new OpenLine();
  const chunks = isGzip(file) ? gunzipped(path, file) : chunksOf(file);
  for (const chunk of chunks) {
    const readBytes = file.seekSync(0, Deno.SeekMode.Current);
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      const bytes = open.end(chunk.subarray(start, newline));
      yield { bytes, number: ++number, readBytes };
      start = newline + 1;
    }
    open.add(chunk.subarray(start));
  }
  if (!open.isEmpty) {
    const { size } = file.statSync();
    yield {
      bytes: open.end(new Uint8Array()),
      number: ++number,
      readBytes: size,
    };
  }
}

/** The beginning of a line whose end is still to come, in pieces: a long one is copied once. */
class OpenLine {
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;

  get isEmpty(): boolean {
    return this.#sizeBytes === 0;
  }

  /** Keeps a copy; of a line that has become too long nothing. */
  add(piece: Uint8Array): void {
    this.#sizeBytes += piece.length;
    if (this.#sizeBytes > MAX_LINE_BYTES) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece.slice());
  }

  /** The whole line, where it is not too long; the next one begins. */
  end(last: Uint8Array): Uint8Array | undefined {
    const sizeBytes = this.#sizeBytes + last.length;
    const pieces = [...this.#pieces, last];
    this.#pieces = [];
    this.#sizeBytes = 0;
    if (sizeBytes > MAX_LINE_BYTES) return undefined;
    return pieces.length === 1 ? last : concatenated(pieces, sizeBytes);
  }
}

function isGzip(file: Deno.FsFile): boolean {
  const beginning = new Uint8Array(2);
  const count = file.readSync(beginning);
  file.seekSync(0, Deno.SeekMode.Start);
  return count === 2 && beginning[0] === 0x1f && beginning[1] === 0x8b;
}

function* gunzipped(path: string, file: Deno.FsFile): Generator<Uint8Array> {
  const damage = yield* gunzip(file);
  if (damage !== undefined) throw new Error(`"${path}" is damaged: ${damage}`);
}

function* chunksOf(file: Deno.FsFile): Generator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = file.readSync(chunk);
    if (count === null) return;
    yield chunk.subarray(0, count);
  }
}

function concatenated(
  pieces: readonly Uint8Array[],
  sizeBytes: number,
): Uint8Array {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
