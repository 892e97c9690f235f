/** Reads a compressed segment that must be read from its beginning, as any gzip writes it. */
import { gunzip } from "./gunzip.ts";
import type { GzipFile } from "./reader.ts";

const NEWLINE = 0x0a;
/** Of what was read last: who goes back that far need not begin anew. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Some bytes, and where among all lines they are. */
interface Part {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** A segment that is decompressed as it is read; going back far means doing so anew. */
export class SequentialGzip implements GzipFile {
  readonly isSequential = true;
  readonly #file: Deno.FsFile;
  #parts: ReturnType<typeof endedLines>;
  /** What was decompressed last, in order. */
  #kept: Part[] = [];
  /** Where that begins and ends. */
  #keptStart = 0;
  #keptEnd = 0;
  #position = 0;
  #whole: { sizeBytes: number; damage: string | undefined } | undefined;

  /** Becomes the owner of `file`. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
    this.#parts = endedLines(file);
  }

  /** Reads all of it, once. */
  get sizeBytes(): number {
    return this.#survey().sizeBytes;
  }

  get damage(): string | undefined {
    return this.#survey().damage;
  }

  seek(offset: number): void {
    this.#position = offset;
  }

  read(into: Uint8Array): number {
    if (this.#position < this.#keptStart) this.#beginAnew();
    while (this.#position >= this.#keptEnd) {
      const { done, value } = this.#parts.next();
      if (done) return 0;
      this.#keep(value);
    }
    const { start, bytes } = this.#kept
      .findLast(({ start }) => start <= this.#position)!;
    const from = this.#position - start;
    const found = bytes.subarray(from, from + into.length);
    into.set(found);
    this.#position += found.length;
    return found.length;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #beginAnew(): void {
    this.#parts = endedLines(this.#file);
    this.#kept = [];
    this.#keptStart = this.#keptEnd = 0;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#kept.push({ start: this.#keptEnd, bytes });
    this.#keptEnd += bytes.length;
    while (this.#keptEnd - this.#keptStart > KEPT_BYTES) {
      this.#kept.shift();
      this.#keptStart = this.#kept[0]!.start;
    }
  }

  #survey(): { sizeBytes: number; damage: string | undefined } {
    if (this.#whole) return this.#whole;
    let sizeBytes = 0;
    this.#beginAnew();
    for (;;) {
      const { done, value } = this.#parts.next();
      if (done) return this.#whole = { sizeBytes, damage: value };
      const newline = value.lastIndexOf(NEWLINE);
      if (newline >= 0) sizeBytes = this.#keptEnd + newline + 1;
      this.#keep(value);
    }
  }
}

/**
 * What `gunzip` gives and returns, and a newline behind it where the last line has none: other
 * programs leave it out, and that line is whole as the file is.
 */
function* endedLines(file: Deno.FsFile): ReturnType<typeof gunzip> {
  const parts = gunzip(file);
  let last: number | undefined;
  for (;;) {
    const { done, value } = parts.next();
    if (done) {
      const isEnded = value !== undefined || last === undefined ||
        last === NEWLINE;
      if (!isEnded) yield Uint8Array.of(NEWLINE);
      return value;
    }
    last = value.at(-1) ?? last;
    yield value;
  }
}
