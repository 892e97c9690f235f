/** Where an ELF file ends, and what was appended to it begins. */

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const CLASS_64_BIT = 2;
const LITTLE_ENDIAN = 1;
const HEADER_SIZE = 64;

/**
 * The size of the ELF file that `bytes` begins with: the end of its section table, which
 * linkers write last. `undefined` where it is no 64-bit little-endian ELF file.
 *
 * Format: System V ABI, "ELF Header" (`e_shoff`, `e_shentsize`, `e_shnum`).
 */
export function elfSizeBytes(bytes: Uint8Array): number | undefined {
  if (
    bytes.length < HEADER_SIZE ||
    !MAGIC.every((byte, index) => bytes[index] === byte) ||
    bytes[4] !== CLASS_64_BIT || bytes[5] !== LITTLE_ENDIAN
  ) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_SIZE);
  const sectionTableStart = Number(header.getBigUint64(0x28, true));
  const sectionSize = header.getUint16(0x3a, true);
  const sectionCount = header.getUint16(0x3c, true);
  return sectionTableStart + sectionSize * sectionCount;
}
