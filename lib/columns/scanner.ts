/** Reads a stretch of a segment into blocks: for each line its time and its values' codes. */
import { type BasePath, exactPath, findBase } from "./base_path.ts";
import { openSegment, type SegmentFile } from "../journal/segment_file.ts";
import { parseRecord, serverTimeOf } from "../query/record.ts";
import { WASM } from "../wasm/column_scan.wasm.ts";
import { instantiate } from "../wasm/instantiate.ts";
import { readLongLine } from "./long_line.ts";
import {
  type BlockBytes,
  type ExactRow,
  handedText,
  type RowCodes,
} from "./scanned_block.ts";
import type { Stretch } from "./stretch.ts";
import { type TriePlaces, writeTrie } from "./trie.ts";

/** What `lib/wasm/assembly/column_scan.ts` exports. */
interface ColumnScan {
  readonly memory: WebAssembly.Memory & { readonly buffer: ArrayBuffer };
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  readonly RESULT: WebAssembly.Global;
  readonly VALUE_COUNTS: WebAssembly.Global;
  readonly SLOW: WebAssembly.Global;
  readonly TIMES: WebAssembly.Global;
  readonly CODES: WebAssembly.Global;
  readonly ENTRIES: WebAssembly.Global;
  readonly ENTRIES_SIZE: WebAssembly.Global;
  readonly ARENA: WebAssembly.Global;
  readonly NODES: WebAssembly.Global;
  readonly CHILDREN: WebAssembly.Global;
  readonly KEYS: WebAssembly.Global;
  begin(paths: number, first: number, secret: number): void;
  beginFurther(): number;
  scan(length: number): number;
  arenaBytes(): number;
}

/** Lines of a full block. */
export const MAX_ROWS = 65536;
/** Paths that one scan can look for. */
export const MAX_SCAN_PATHS = 7;

const SERVER_TIME = exactPath("server_time");
const NEWLINE = 0x0a;
const ENTRY_WORDS = 3;

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

/** Whose paths and values are in the memory, of which there is one. */
let owner: Scanner | undefined;
/** How often values were forgotten. */
let generation = 0;

/**
 * Touches the memory that a full block of two paths takes: new memory costs its time, and the
 * first question's blocks would meet it.
 */
export function touchMemory(): void {
  owner = undefined;
  const { buffer } = wasm.memory;
  new Float64Array(buffer, wasm.TIMES.value, MAX_ROWS).fill(0);
  new Uint32Array(buffer, wasm.CODES.value, 2 * MAX_ROWS).fill(0);
}

/** A block that is being read. */
interface OpenBlock {
  readonly stretches: Stretch[];
  rows: number;
  /** What the exact way found: times and values that the scan did not. */
  readonly exact: ExactRow[];
}

/**
 * Reads `paths`, at most `MAX_SCAN_PATHS`, which are compatible with each other.
 *
 * A block brings only the values that blocks before it have not brought, as long as they are of
 * the same generation: who makes something of them must have them all, in their order.
 */
export class Scanner {
  readonly #paths: readonly BasePath[];
  readonly #wantsTime: boolean;
  /** For each of `#paths` its number in the memory. */
  #numbers: readonly number[] = [];
  /** For each of `#paths` how many values were brought, and where all their texts end. */
  #broughtCounts: readonly number[] = [];
  #broughtEnd = 0;

  constructor(paths: readonly BasePath[]) {
    this.#paths = paths;
    this.#wantsTime = paths.some(({ id }) => id === SERVER_TIME.id);
  }

  /**
   * The blocks of stretches that begin and end between lines; each full but for the last. Their
   * texts and entries are those of the next block as soon as that is asked for.
   */
  *scan(stretches: Iterable<Stretch>): Generator<BlockBytes> {
    this.#begin();
    let block = openBlock();
    for (const { path, start, end } of stretches) {
      using file = openSegment(path);
      // One that somebody took away has no lines; the next listing will not have it either.
      if (file === undefined) continue;
      file.seek(start);
      // Bytes from `at` to `readTo` are at INPUT; those from `from` belong to the block at hand.
      let [from, at, readTo] = [start, start, start];
      while (
        (readTo += readInto(file, readTo - at, end - readTo)) > at
      ) {
        at += this.#takeLines(block, file, {
          heldBytes: readTo - at,
          leftBytes: end - readTo,
        });
        if (at > readTo) file.seek(readTo = at);
        if (block.rows === MAX_ROWS) {
          block.stretches.push({ path, start: from, end: at });
          yield this.#close(block);
          this.#begin();
          block = openBlock();
          // Other scans may have used the memory in between.
          file.seek(at);
          from = readTo = at;
        }
      }
      if (at > from) block.stretches.push({ path, start: from, end: at });
    }
    if (block.rows > 0) yield this.#close(block);
  }

  /**
   * Takes whole lines from the beginning of what is at INPUT, and moves the rest there. A line
   * without its end in sight is read on to its end, or to that of the stretch.
   *
   * @returns how many bytes were taken
   */
  #takeLines(
    block: OpenBlock,
    file: SegmentFile,
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
      return line.sizeBytes;
    }
    const [consumed, lines] = this.#scanInput(block, usable);
    block.rows += lines;
    // The memory may have moved.
    inputBytes().copyWithin(0, consumed, heldBytes);
    return consumed;
  }

  #begin(): void {
    if (owner === this && wasm.beginFurther()) return;
    owner = this;
    generation++;
    // The path of `server_time` is number 0: it is put first, and no other leads through it.
    const others = this.#paths.filter(({ id }) => id !== SERVER_TIME.id);
    const ordered = [SERVER_TIME, ...others];
    const numbers = writeTrie(wasm.memory.buffer, places, ordered);
    wasm.begin(ordered.length, this.#wantsTime ? 0 : 1, Math.random());
    this.#numbers = this.#paths.map(({ id }) =>
      numbers[ordered.findIndex((each) => each.id === id)]!
    );
    this.#broughtCounts = this.#paths.map(() => 0);
    this.#broughtEnd = wasm.ARENA.value;
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
      block.exact.push({ row, timeMs: NaN, texts: undefined });
      return;
    }
    const time = serverTimeOf(record);
    block.exact.push({
      row,
      timeMs: time === undefined ? NaN : Date.parse(time),
      texts: this.#paths.map((path) => handedText(findBase(path, record))),
    });
  }

  #close({ stretches, rows, exact }: OpenBlock): BlockBytes {
    const { buffer } = wasm.memory;
    const columns = this.#numbers.map((number, index) => {
      const known = this.#broughtCounts[index]!;
      return {
        codes: codesOf(number, rows),
        known,
        entries: entriesOf(number, known),
      };
    });
    const textsStart = this.#broughtEnd;
    const textsEnd = wasm.ARENA.value + wasm.arenaBytes();
    this.#broughtCounts = columns
      .map(({ known, entries }) => known + entries.length / ENTRY_WORDS);
    this.#broughtEnd = textsEnd;
    return {
      stretches,
      rows,
      times: new Float64Array(buffer, wasm.TIMES.value, rows).slice(),
      generation,
      columns,
      texts: new Uint8Array(buffer, textsStart, textsEnd - textsStart),
      textsStart,
      exact,
    };
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
  return { stretches: [], rows: 0, exact: [] };
}

/** Reads behind the bytes that are held at INPUT. @returns how many more there are now */
function readInto(
  file: SegmentFile,
  heldBytes: number,
  leftBytes: number,
): number {
  const room = Math.min(INPUT_SIZE - heldBytes, leftBytes);
  if (room <= 0) return 0;
  return file.read(inputBytes().subarray(heldBytes, heldBytes + room));
}

function inputBytes(): Uint8Array {
  return new Uint8Array(wasm.memory.buffer, INPUT, INPUT_SIZE);
}

/** Where the different values of a path are, by code, behind the first `known`. */
function entriesOf(number: number, known: number): Uint32Array<ArrayBuffer> {
  const start = wasm.ENTRIES.value + number * wasm.ENTRIES_SIZE.value +
    known * ENTRY_WORDS * 4;
  const words = (valueCount(number) - known) * ENTRY_WORDS;
  return new Uint32Array(wasm.memory.buffer, start, words);
}

/** How many different values of a path there are; no code is larger. */
function valueCount(number: number): number {
  const countAt = wasm.VALUE_COUNTS.value + number * 4;
  return new Uint32Array(wasm.memory.buffer, countAt, 1)[0]!;
}

/** A path's codes, row by row. */
function codesOf(number: number, rows: number): RowCodes {
  const start = wasm.CODES.value + number * MAX_ROWS * 4;
  const codes = new Uint32Array(wasm.memory.buffer, start, rows);
  return valueCount(number) <= 0xffff ? new Uint16Array(codes) : codes.slice();
}
