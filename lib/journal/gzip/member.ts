/**
 * Members of a compressed segment.
 *
 * A gzip file is a sequence of members (RFC 1952), each of which can be read by itself. The
 * segments that this server compresses have one for each MiB of lines, whose header tells in an
 * extra field how long the member and its content are: so any place is found without reading
 * what is before it. Every gzip reads such a file. The last member is empty: a file without it
 * was cut short.
 */
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** The longest content of a member, in bytes. */
export const MAX_CONTENT_BYTES = 1024 * 1024;
/** The length of a member's header. */
export const HEADER_BYTES = 24;
const TRAILER_BYTES = 8;

/**
 * How a member begins: gzip, deflated, with an extra field, no time, no hint, unknown system;
 * then the extra field's length, and of its one subfield the name "PA" and the length.
 */
export const SIGNATURE = Uint8Array.of(
  ...[0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff],
  ...[12, 0, 0x50, 0x41, 8, 0],
);

/** What the header of a member tells, in bytes. */
export interface MemberHeader {
  /** Of the whole member. */
  readonly sizeBytes: number;
  readonly contentBytes: number;
}

/** Thrown where a member is not what was written. */
export class DamagedGzip extends Error {
  override readonly name = "DamagedGzip";
}

/** A member with this content, at most `MAX_CONTENT_BYTES`. */
export function compressMember(content: Uint8Array): Uint8Array {
  const deflated = deflateRawSync(content);
  const sizeBytes = HEADER_BYTES + deflated.length + TRAILER_BYTES;
  const member = new Uint8Array(sizeBytes);
  const view = new DataView(member.buffer);
  member.set(SIGNATURE);
  view.setUint32(16, sizeBytes, true);
  view.setUint32(20, content.length, true);
  member.set(deflated, HEADER_BYTES);
  view.setUint32(sizeBytes - 8, crc32(content), true);
  view.setUint32(sizeBytes - 4, content.length, true);
  return member;
}

/** How a whole file ends. */
export const END_MEMBER: Uint8Array = compressMember(new Uint8Array());

/** The header at the beginning of some bytes; `undefined` where they begin otherwise. */
export function readHeader(bytes: Uint8Array): MemberHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sizeBytes = view.getUint32(16, true);
  const contentBytes = view.getUint32(20, true);
  const isPossible = sizeBytes >= HEADER_BYTES + TRAILER_BYTES + 1 &&
    contentBytes <= MAX_CONTENT_BYTES;
  return isPossible ? { sizeBytes, contentBytes } : undefined;
}

/** The content of a member. @throws {DamagedGzip} */
export function readMember(member: Uint8Array): Uint8Array {
  const header = readHeader(member);
  if (header?.sizeBytes !== member.length) {
    throw new DamagedGzip("A header is damaged");
  }
  const { contentBytes } = header;
  const view = new DataView(member.buffer, member.byteOffset);
  const end = member.length - TRAILER_BYTES;
  let content: Uint8Array;
  try {
    content = inflateRawSync(member.subarray(HEADER_BYTES, end), {
      // 0 is no bound.
      maxOutputLength: Math.max(contentBytes, 1),
    });
  } catch (cause) {
    throw new DamagedGzip("A content is damaged", { cause });
  }
  const isWhole = content.length === contentBytes &&
    crc32(content) === view.getUint32(end, true);
  if (!isWhole) throw new DamagedGzip("A content is damaged");
  return content;
}
