/** Reads a stretch of a segment into blocks: for each line its time and its values' codes. */
import { type BasePath, exactPath, findBase } from "./base_path.ts";
import { type JsonValue, parseExact } from "../json/exact.ts";
import { parseRecord, serverTimeOf } from "../query/record.ts";
import { WASM } from "../wasm/column_scan.wasm.ts";
import { instantiate } from "../wasm/instantiate.ts";
import { readLongLine } from "./long_line.ts";
import { type TriePlaces, writeTrie } from "./trie.ts";

/** What `lib/wasm/assembly/column_scan.ts` exports. */
interface ColumnScan {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  readonly RESULT: WebAssembly.Global;
  readonly VALUE_COUNTS: WebAssembly.Global;
  readonly SLOW: WebAssembly.Global;
  readonly TIMES: WebAssembly.Global;
  readonly CODES: WebAssembly.Global;
  readonly ENTRIES: WebAssembly.Global;
  readonly NODES: WebAssembly.Global;
  readonly CHILDREN: WebAssembly.Global;
  readonly KEYS: WebAssembly.Global;
  begin(paths: number, first: number, secret: number): void;
  scan(length: number): number;
}

/** Lines of a full block. */
export const MAX_ROWS = 65536;
/** Paths that one scan can look for. */
export const MAX_SCAN_PATHS = 7;

const SERVER_TIME = exactPath("server_time");
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A stretch of a file, in bytes. */
export interface Stretch {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The values of one path in one block. */
export interface ScannedColumn {
  /** For each row 0 where it has no value, else one more than the value's place in `values`. */
  readonly codes: Uint32Array;
  /** Values that rows may have; the same one may be there twice. */
  readonly values: readonly JsonValue[];
}

/** The lines of one block. */
export interface ScannedBlock {
  /** Where its lines are, in order. */
  readonly stretches: readonly Stretch[];
  readonly rows: number;
  /** Milliseconds since 1970; NaN for a row without a readable `server_time`. */
  readonly times: Float64Array;
  /** Rows that are no records; `undefined` where all are. */
  readonly invalid: Uint8Array | undefined;
  /** One for each path that was looked for. */
  readonly columns: readonly ScannedColumn[];
}

const wasm = instantiate<ColumnScan>(WASM);
const places: TriePlaces = {
  NODES: wasm.NODES.value,
  CHILDREN: wasm.CHILDREN.value,
  KEYS: wasm.KEYS.value,
};
const INPUT: number = wasm.INPUT.value;
const INPUT_SIZE: number = wasm.INPUT_SIZE.value;

/** A byte order mark is no part of JSON: it makes a line unreadable. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A block that is being read. */
interface OpenBlock {
  readonly stretches: Stretch[];
  rows: number;
  readonly invalidRows: number[];
  /** What the exact way found: times and values that the scan did not. */
  readonly exact: ExactRow[];
}

interface ExactRow {
  readonly row: number;
  readonly timeMs: number;
  /** By path, as they were asked. */
  readonly values: readonly (JsonValue | undefined)[];
}

/** Reads `paths`, at most `MAX_SCAN_PATHS`, which are compatible with each other. */
export class Scanner {
  readonly #paths: readonly BasePath[];

  constructor(paths: readonly BasePath[]) {
    this.#paths = paths;
  }

  /** The blocks of stretches that begin and end between lines; each full but for the last. */
  *scan(stretches: Iterable<Stretch>): Generator<ScannedBlock> {
    const wantsTime = this.#paths.some(({ id }) => id === SERVER_TIME.id);
    const all = wantsTime ? this.#paths : [SERVER_TIME, ...this.#paths];
    let numbers = this.#begin(all, wantsTime);
    let block = openBlock();
    for (const { path, start, end } of stretches) {
      using file = openIfThere(path);
      if (file === undefined) continue;
      file.seekSync(start, Deno.SeekMode.Start);
      // Bytes from `at` to `readTo` are at INPUT; those from `from` belong to the block at hand.
      let [from, at, readTo] = [start, start, start];
      while (
        (readTo += readInto(file, readTo - at, end - readTo)) > at
      ) {
        at += this.#takeLines(block, file, {
          heldBytes: readTo - at,
          leftBytes: end - readTo,
        });
        if (at > readTo) readTo = at;
        if (block.rows === MAX_ROWS) {
          block.stretches.push({ path, start: from, end: at });
          yield this.#close(block, numbers, wantsTime);
          numbers = this.#begin(all, wantsTime);
          block = openBlock();
          // Other scans may have used the memory in between.
          file.seekSync(at, Deno.SeekMode.Start);
          from = readTo = at;
        }
      }
      if (at > from) block.stretches.push({ path, start: from, end: at });
    }
    if (block.rows > 0) yield this.#close(block, numbers, wantsTime);
  }

  /**
   * Takes whole lines from the beginning of what is at INPUT, and moves the rest there. A line
   * without its end in sight is read on to its end, or to that of the stretch.
   *
   * @returns how many bytes were taken
   */
  #takeLines(
    block: OpenBlock,
    file: Deno.FsFile,
    { heldBytes, leftBytes }: {
      readonly heldBytes: number;
      readonly leftBytes: number;
    },
  ): number {
    const input = inputBytes();
    const usable = input.lastIndexOf(NEWLINE, heldBytes - 1) + 1;
    if (usable === 0) {
      const line = readLongLine(file, input.slice(0, heldBytes), leftBytes);
      this.#addLongLine(block, line.bytes);
      file.seekSync(line.sizeBytes - line.readBytes, Deno.SeekMode.Current);
      return line.sizeBytes;
    }
    const [consumed, lines] = this.#scanInput(block, usable);
    block.rows += lines;
    // The memory may have moved.
    inputBytes().copyWithin(0, consumed, heldBytes);
    return consumed;
  }

  #begin(all: readonly BasePath[], wantsTime: boolean): number[] {
    // The path of `server_time` is number 0: it is put first, and no other leads through it.
    const ordered = [...all].sort((a, b) =>
      Number(b.id === SERVER_TIME.id) - Number(a.id === SERVER_TIME.id)
    );
    const numbers = writeTrie(wasm.memory.buffer, places, ordered);
    wasm.begin(ordered.length, wantsTime ? 0 : 1, Math.random());
    return all.map((path) => numbers[ordered.indexOf(path)]!);
  }

  /** Scans what is at INPUT. @returns the bytes and lines it read */
  #scanInput(block: OpenBlock, length: number): [number, number] {
    const slowLines = wasm.scan(length);
    const { buffer } = wasm.memory;
    const [consumed, lines] = new Uint32Array(buffer, wasm.RESULT.value, 2);
    const slow = new Uint32Array(buffer, wasm.SLOW.value, slowLines * 3);
    const bytes = new Uint8Array(buffer);
    for (let each = 0; each < slow.length; each += 3) {
      this.#addExactly(
        block,
        slow[each]!,
        bytes.subarray(INPUT + slow[each + 1]!, INPUT + slow[each + 2]!),
      );
    }
    return [consumed!, lines!];
  }

  #addExactly(block: OpenBlock, row: number, line: Uint8Array): void {
    const record = parseRecord(decoder.decode(line));
    if (record === undefined) {
      block.invalidRows.push(row);
      block.exact.push({ row, timeMs: NaN, values: [] });
      return;
    }
    const time = serverTimeOf(record);
    block.exact.push({
      row,
      timeMs: time === undefined ? NaN : Date.parse(time),
      values: this.#paths.map((path) => findBase(path, record)),
    });
  }

  #close(
    block: OpenBlock,
    numbers: readonly number[],
    wantsTime: boolean,
  ): ScannedBlock {
    const { stretches, rows, invalidRows, exact } = block;
    const { buffer } = wasm.memory;
    const times = new Float64Array(buffer, wasm.TIMES.value, rows).slice();
    for (const { row, timeMs } of exact) times[row] = timeMs;
    const own = wantsTime ? numbers : numbers.slice(1);
    const columns = own.map((number, index) => {
      const codes = new Uint32Array(
        buffer,
        wasm.CODES.value + number * MAX_ROWS * 4,
        rows,
      ).slice();
      const values = decodeValues(number);
      for (const { row, values: found } of exact) {
        const value = found[index];
        codes[row] = value === undefined ? 0 : values.push(value);
      }
      return { codes, values };
    });
    let invalid: Uint8Array | undefined;
    if (invalidRows.length > 0) {
      invalid = new Uint8Array(rows);
      for (const row of invalidRows) invalid[row] = 1;
    }
    return { stretches, rows, times, invalid, columns };
  }

  #addLongLine(block: OpenBlock, line: Uint8Array): void {
    // The scan must count it too: an empty line stands for it.
    inputBytes()[0] = NEWLINE;
    wasm.scan(1);
    this.#addExactly(block, block.rows, line);
    block.rows++;
  }
}

function openBlock(): OpenBlock {
  return { stretches: [], rows: 0, invalidRows: [], exact: [] };
}

/** A segment that somebody took away has no lines; the next listing will not have it either. */
function openIfThere(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Reads behind the bytes that are held at INPUT. @returns how many more there are now */
function readInto(
  file: Deno.FsFile,
  heldBytes: number,
  leftBytes: number,
): number {
  const room = Math.min(INPUT_SIZE - heldBytes, leftBytes);
  if (room <= 0) return 0;
  return file.readSync(
    inputBytes().subarray(heldBytes, heldBytes + room),
  ) ?? 0;
}

function inputBytes(): Uint8Array {
  return new Uint8Array(wasm.memory.buffer, INPUT, INPUT_SIZE);
}

/** The different values that the scan found for a path, by code from 1. */
function decodeValues(number: number): JsonValue[] {
  const { buffer } = wasm.memory;
  const [count] = new Uint32Array(
    buffer,
    wasm.VALUE_COUNTS.value + number * 4,
    1,
  );
  const entries = new Uint32Array(
    buffer,
    wasm.ENTRIES.value + number * MAX_ROWS * 12,
    count! * 3,
  );
  const bytes = new Uint8Array(buffer);
  const values: JsonValue[] = [];
  for (let each = 0; each < entries.length; each += 3) {
    const start = entries[each]!;
    values.push(
      decodeValue(bytes.subarray(start, start + entries[each + 1]!)),
    );
  }
  return values;
}

function decodeValue(raw: Uint8Array): JsonValue {
  const text = decoder.decode(raw);
  return raw[0] === QUOTE && !raw.includes(BACKSLASH)
    ? text.slice(1, -1)
    : parseExact(text);
}
