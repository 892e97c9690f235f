/** Files of events, plain or compressed, line by line. */
import { gunzip } from "../journal/gzip/gunzip.ts";

const NEWLINE = 0x0a;
const CHUNK_BYTES = 256 * 1024;

/** A line, and how far its file has been read with it. */
export interface FileLine {
  /** Without its newline. */
  readonly bytes: Uint8Array;
  readonly number: number;
  /** Of the file as it is, compressed or not. */
  readonly readBytes: number;
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
  let [rest, number] = [new Uint8Array(), 0];
  const chunks = isGzip(file) ? gunzipped(path, file) : chunksOf(file);
  for (const chunk of chunks) {
    const readBytes = file.seekSync(0, Deno.SeekMode.Current);
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      const end = chunk.subarray(start, newline);
      const bytes = rest.length === 0 ? end : concatenated(rest, end);
      rest = new Uint8Array();
      yield { bytes, number: ++number, readBytes };
      start = newline + 1;
    }
    rest = concatenated(rest, chunk.subarray(start));
  }
  if (rest.length > 0) {
    const { size } = file.statSync();
    yield { bytes: rest, number: ++number, readBytes: size };
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
  a: Uint8Array,
  b: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
