/**
 * The format of stored files: a header and sections of bytes under one checksum.
 *
 * | bytes        | what                                                                  |
 * | ------------ | --------------------------------------------------------------------- |
 * | 8            | `PYACOLS` and the format's version                                    |
 * | 4            | CRC-32 of all that follows (little endian, as the length)             |
 * | 4            | length of the header                                                  |
 * | that many    | JSON: the maker's version, the sections' lengths, and the caller's own |
 * | for each     | the section, from the next multiple of 8 on                           |
 *
 * The maker's version is part of it since another version may read other values out of a line:
 * columns that a mistake made wrong do not outlive the mistake.
 */
import { crc32 } from "node:zlib";
import { VERSION } from "../../version.ts";

/** What a file says of itself. */
export type Header = Readonly<Record<string, unknown>>;

/** A file's content. */
export interface Container<H extends Header> {
  readonly header: H;
  /** Each begins at a multiple of 8 bytes of its buffer. */
  readonly sections: readonly Uint8Array[];
}

interface FullHeader {
  readonly maker: string;
  readonly lengths: readonly number[];
  readonly own: Header;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const NAME = encoder.encode("PYACOLS");
const MAGIC = encoder.encode("PYACOLS1");
const CHECKSUM_AT = MAGIC.length;
const LENGTH_AT = CHECKSUM_AT + 4;
const HEADER_AT = LENGTH_AT + 4;

/** The bytes of a file. */
export function encodeContainer<H extends Header>(
  { header, sections }: Container<H>,
): Uint8Array<ArrayBuffer> {
  const full: FullHeader = {
    maker: VERSION,
    lengths: sections.map(({ byteLength }) => byteLength),
    own: header,
  };
  const json = encoder.encode(JSON.stringify(full));
  const places = placesOf(json.length, full.lengths);
  const bytes = new Uint8Array(places.endAt);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(LENGTH_AT, json.length, true);
  bytes.set(json, HEADER_AT);
  for (const [index, section] of sections.entries()) {
    bytes.set(section, places.starts[index]);
  }
  view.setUint32(CHECKSUM_AT, crc32(bytes.subarray(LENGTH_AT)), true);
  return bytes;
}

/** What a file holds; `undefined` where it is damaged, or not of this version's making. */
export function decodeContainer(
  bytes: Uint8Array<ArrayBuffer>,
): Container<Header> | undefined {
  const read = readContainer(bytes);
  return typeof read === "string" ? undefined : read;
}

/** What a file holds, or why that cannot be told: another version made it, or it is damaged. */
export function readContainer(
  bytes: Uint8Array<ArrayBuffer>,
): Container<Header> | "foreign" | "damaged" {
  if (bytes.length < HEADER_AT || !beginsWith(bytes, NAME)) return "damaged";
  if (!beginsWith(bytes, MAGIC)) return "foreign";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksum = view.getUint32(CHECKSUM_AT, true);
  if (crc32(bytes.subarray(LENGTH_AT)) !== checksum) return "damaged";
  const headerEnd = HEADER_AT + view.getUint32(LENGTH_AT, true);
  const full: FullHeader = JSON.parse(
    decoder.decode(bytes.subarray(HEADER_AT, headerEnd)),
  );
  if (full.maker !== VERSION) return "foreign";
  const { lengths, own } = full;
  const { starts } = placesOf(headerEnd - HEADER_AT, lengths);
  const sections = lengths.map((length, index) =>
    bytes.subarray(starts[index]!, starts[index]! + length)
  );
  return { header: own, sections };
}

function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return beginning.every((each, index) => bytes[index] === each);
}

function placesOf(headerBytes: number, lengths: readonly number[]) {
  let endAt = HEADER_AT + headerBytes;
  const starts = lengths.map((length) => {
    const start = Math.ceil(endAt / 8) * 8;
    endAt = start + length;
    return start;
  });
  return { starts, endAt };
}
