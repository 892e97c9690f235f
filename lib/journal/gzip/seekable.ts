/** Reads a segment that this server has compressed, from any place on. */
import type { GzipFile } from "./reader.ts";
import {
  DamagedGzip,
  HEADER_BYTES,
  readHeader,
  readMember,
  SIGNATURE,
} from "./member.ts";

const NEWLINE = 0x0a;
const BLANK = 0x20;
const SEARCH_BYTES = 1024 * 1024;
/** Of the members read last: what is read in small steps often goes back and forth a little. */
const KEPT_CONTENTS = 2;

/** Where a member is in the file, and its content among all lines; in bytes. */
interface Place {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly start: number;
  readonly contentBytes: number;
}

/**
 * A segment with its members found. In place of a content that is damaged stand blanks and a
 * newline: a line that is no record, and all others where they were.
 */
export class SeekableGzip implements GzipFile {
  readonly isSequential = false;
  readonly #file: Deno.FsFile;
  readonly #places: readonly Place[];
  readonly #contents = new Map<Place, Uint8Array>();
  #damage: string | undefined;
  #position = 0;

  /** Becomes the owner of `file`. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
    this.#places = this.#findMembers();
  }

  get sizeBytes(): number {
    const last = this.#places.at(-1);
    return last === undefined ? 0 : last.start + last.contentBytes;
  }

  get damage(): string | undefined {
    return this.#damage;
  }

  seek(offset: number): void {
    this.#position = offset;
  }

  read(into: Uint8Array): number {
    const place = this.#placeAt(this.#position);
    if (place === undefined) return 0;
    const from = this.#position - place.start;
    const part = this.#contentOf(place).subarray(from, from + into.length);
    into.set(part);
    this.#position += part.length;
    return part.length;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #findMembers(): Place[] {
    const fileBytes = this.#file.statSync().size;
    const places: Place[] = [];
    let [offset, start, hasEnd] = [0, 0, false];
    // From where on another member can begin.
    let free = 1;
    while (offset < fileBytes) {
      const header = readHeader(this.#readAt(offset, HEADER_BYTES));
      if (header !== undefined) free = offset + HEADER_BYTES;
      if (header === undefined || offset + header.sizeBytes > fileBytes) {
        // This is damaged, or the length that the header before it tells.
        this.#damage ??= `Damaged at byte ${offset}`;
        offset = this.#findSignature(free, fileBytes);
        free = offset + 1;
        continue;
      }
      const { sizeBytes, contentBytes } = header;
      hasEnd = contentBytes === 0;
      if (!hasEnd) places.push({ offset, sizeBytes, start, contentBytes });
      offset += sizeBytes;
      start += contentBytes;
    }
    if (!hasEnd) this.#damage ??= "Its end is missing";
    return places;
  }

  /** Where the next member may begin, from an offset on. */
  #findSignature(from: number, fileBytes: number): number {
    for (let at = from; at < fileBytes; at += SEARCH_BYTES) {
      const bytes = this.#readAt(at, SEARCH_BYTES + SIGNATURE.length);
      let found = bytes.indexOf(SIGNATURE[0]!);
      for (; found >= 0; found = bytes.indexOf(SIGNATURE[0]!, found + 1)) {
        const isThere = SIGNATURE.every((byte, n) => bytes[found + n] === byte);
        if (isThere) return at + found;
      }
    }
    return fileBytes;
  }

  #placeAt(position: number): Place | undefined {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { start, contentBytes } = this.#places[middle]!;
      if (start + contentBytes <= position) low = middle + 1;
      else high = middle;
    }
    return this.#places[low];
  }

  #contentOf(place: Place): Uint8Array {
    const kept = this.#contents.get(place);
    if (kept) return kept;
    const content = this.#readContent(place);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size === KEPT_CONTENTS) this.#contents.delete(oldest!);
    this.#contents.set(place, content);
    return content;
  }

  #readContent({ offset, sizeBytes, contentBytes }: Place): Uint8Array {
    try {
      return readMember(this.#readAt(offset, sizeBytes));
    } catch (error) {
      if (!(error instanceof DamagedGzip)) throw error;
      this.#damage ??= `Damaged at byte ${offset}`;
      const blanks = new Uint8Array(contentBytes).fill(BLANK);
      blanks[contentBytes - 1] = NEWLINE;
      return blanks;
    }
  }

  /** Some bytes of the file; fewer at its end. */
  #readAt(offset: number, sizeBytes: number): Uint8Array {
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    const bytes = new Uint8Array(sizeBytes);
    let filled = 0;
    while (filled < sizeBytes) {
      const count = this.#file.readSync(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }
}
