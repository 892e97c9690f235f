/** The uuids of many lines that are in the journal already, a million a second and more. */
import { instantiate } from "../wasm/instantiate.ts";
import { WASM } from "../wasm/uuid_scan.wasm.ts";
import type { UuidKey } from "./uuid_key.ts";
import { uuidKeyOfLine } from "./uuid_of_line.ts";

/** What `lib/wasm/assembly/uuid_scan.ts` exports. */
interface UuidScan {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  readonly LINES: WebAssembly.Global;
  readonly HAS_UUID: WebAssembly.Global;
  readonly EXACT_WAY: WebAssembly.Global;
  scan(length: number): number;
}

const NEWLINE = 0x0a;
const LINE_WORDS = 7;

const wasm = instantiate<UuidScan>(WASM);
const { buffer } = wasm.memory;
const input = new Uint8Array(buffer, wasm.INPUT.value, wasm.INPUT_SIZE.value);
const found = new Int32Array(buffer, wasm.LINES.value);
const HAS_UUID: number = wasm.HAS_UUID.value;
const EXACT_WAY: number = wasm.EXACT_WAY.value;

/**
 * Gives `each` the keys of the lines' uuids, the last line's first, until it gives `false`.
 *
 * What `uuidKeyOfLine` says of each line, but that a line which ends as the journal ends its own
 * is not looked through for damage.
 *
 * @param lines whole ones; the last may lack its line break
 * @returns whether `each` wants more
 */
export function eachUuidBackward(
  lines: Uint8Array,
  each: (key: UuidKey) => boolean,
): boolean {
  for (let end = lines.length; end > 0;) {
    const start = startOfBlock(lines, end);
    const block = lines.subarray(start, end);
    const goesOn = block.length < input.length
      ? scanBackward(block, each)
      : isWanted(uuidKeyOfLine(block), each);
    if (!goesOn) return false;
    end = start;
  }
  return true;
}

/** Where the block begins that ends at `end`: as many whole lines as can be scanned, or one. */
function startOfBlock(lines: Uint8Array, end: number): number {
  if (end < input.length) return 0;
  const newline = lines.subarray(0, end).indexOf(
    NEWLINE,
    end - input.length,
  );
  if (newline >= 0 && newline < end - 1) return newline + 1;
  return lines.subarray(0, end - 1).lastIndexOf(NEWLINE) + 1;
}

function scanBackward(
  block: Uint8Array,
  each: (key: UuidKey) => boolean,
): boolean {
  input.set(block);
  for (let line = wasm.scan(block.length) - 1; line >= 0; line--) {
    const at = line * LINE_WORDS;
    const kind = found[at + 2]!;
    if (kind === HAS_UUID) {
      const [a, b] = [found[at + 3]!, found[at + 4]!];
      const [c, d] = [found[at + 5]!, found[at + 6]!];
      if (!each({ a, b, c, d })) return false;
    } else if (kind === EXACT_WAY) {
      const text = block.subarray(found[at], found[at + 1]);
      if (!isWanted(uuidKeyOfLine(text), each)) return false;
    }
  }
  return true;
}

function isWanted(
  key: UuidKey | undefined,
  each: (key: UuidKey) => boolean,
): boolean {
  return key === undefined || each(key);
}
