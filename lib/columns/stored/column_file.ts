/** A stored column: the values of one field in one block. */
import { crc32 } from "node:zlib";
import { type Codes, codesUpTo, packed } from "../block.ts";
import type { Dictionary } from "../dictionary.ts";
import {
  type Container,
  decodeContainer,
  encodeContainer,
  type Header,
} from "./container.ts";

/** Of a column's file. */
interface ColumnHeader extends Record<string, unknown> {
  readonly block: string;
  readonly field: string;
  readonly rows: number;
  readonly bytesPerCode: number;
}

/** Whose column it is. */
export interface ColumnOwner {
  /** The id of the block as it is stored. */
  readonly block: string;
  /** The field's id. */
  readonly field: string;
  readonly rows: number;
}

/** Longer lists of values are read from the segments as fast as from a file. */
const MAX_VALUES_CHARACTERS = 4 * 1024 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The name of a field's files; the header says which field it really is. */
export function columnFileName(field: string): string {
  return `${crc32(field).toString(16).padStart(8, "0")}.column`;
}

/**
 * The bytes of a column's file, with a numbering of its own for the values that it has.
 *
 * @returns `undefined` where it would be too long to be worth it
 */
export function encodeColumn(
  { block, field, rows }: ColumnOwner,
  codes: Codes,
  dictionary: Dictionary,
): Uint8Array<ArrayBuffer> | undefined {
  const keys: string[] = [];
  const own = new Uint32Array(dictionary.size);
  const numbers = new Uint32Array(rows);
  let characters = 0;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code === 0) continue;
    let number = own[code]!;
    if (number === 0) {
      const key = dictionary.key(code);
      characters += key.length;
      if (characters > MAX_VALUES_CHARACTERS) return undefined;
      number = own[code] = keys.push(key);
    }
    numbers[row] = number;
  }
  const stored = packed(numbers);
  const header: ColumnHeader = {
    block,
    field,
    rows,
    bytesPerCode: stored.BYTES_PER_ELEMENT,
  };
  const sections = [
    new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength),
    encoder.encode(JSON.stringify(keys)),
  ];
  return encodeContainer({ header, sections });
}

/** Whose column a file says that it holds. */
export function ownerIn({ header }: Container<Header>): ColumnOwner {
  const { block, field, rows } = header as ColumnHeader;
  return { block, field, rows };
}

/**
 * The numbers of a stored column's values in a dictionary, to which they are added.
 *
 * @returns `undefined` where the file is not that column's
 * @throws {DictionaryFull}
 */
export function decodeColumn(
  { block, field, rows }: ColumnOwner,
  bytes: Uint8Array<ArrayBuffer>,
  dictionary: Dictionary,
): Codes | undefined {
  const container = decodeContainer(bytes);
  if (container === undefined) return undefined;
  const header = container.header as ColumnHeader;
  const isOwn = header.block === block && header.field === field &&
    header.rows === rows;
  if (!isOwn) return undefined;
  const [stored, values] = container.sections;
  const keys: string[] = JSON.parse(decoder.decode(values));
  const numbers = new Uint32Array(keys.length + 1);
  let largest = 0;
  for (const [index, key] of keys.entries()) {
    const number = numbers[index + 1] = dictionary.addKey(key);
    if (number > largest) largest = number;
  }
  const own = codesIn(stored!, rows, header.bytesPerCode);
  const codes = codesUpTo(largest, rows);
  // All zeros are shared, and written to by nobody.
  if (largest === 0) return codes;
  for (let row = 0; row < rows; row++) codes[row] = numbers[own[row]!]!;
  return codes;
}

function codesIn(
  { buffer, byteOffset }: Uint8Array,
  rows: number,
  bytesPerCode: number,
): Codes {
  if (bytesPerCode === 1) return new Uint8Array(buffer, byteOffset, rows);
  if (bytesPerCode === 2) return new Uint16Array(buffer, byteOffset, rows);
  return new Uint32Array(buffer, byteOffset, rows);
}
