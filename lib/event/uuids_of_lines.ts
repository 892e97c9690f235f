/** The uuids of many lines that are in the journal already, a million a second and more. */
import { instantiate } from "../wasm/instantiate.ts";
import { WASM } from "../wasm/uuid_scan.wasm.ts";
import { GrowingUuidList, type UuidList } from "./uuid_list.ts";
import { uuidKeyOfLine } from "./uuid_of_line.ts";

/** What `lib/wasm/assembly/uuid_scan.ts` exports. */
interface UuidScan {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  readonly LINES: WebAssembly.Global;
  readonly HAS_UUID: WebAssembly.Global;
  readonly EXACT_WAY: WebAssembly.Global;
  scan(from: number, to: number): number;
}

const NEWLINE = 0x0a;
const LINE_WORDS = 7;

const wasm = instantiate<UuidScan>(WASM);
const { buffer } = wasm.memory;
const input = new Uint8Array(buffer, wasm.INPUT.value, wasm.INPUT_SIZE.value);
const found = new Int32Array(buffer, wasm.LINES.value);
const HAS_UUID: number = wasm.HAS_UUID.value;
const EXACT_WAY: number = wasm.EXACT_WAY.value;

/** Lines, the last of which may lack its line break. */
export interface LineSource {
  readonly sizeBytes: number;
  /** Fills `into` from an offset on. @returns its filled part, shorter only at the end */
  readonly readAt: (offset: number, into: Uint8Array) => Uint8Array;
}

/**
 * The keys of the lines' uuids, the last line's first, in lists that are good until the next one
 * is asked for.
 *
 * What `uuidKeyOfLine` says of each line, but that a line which ends as the journal ends its own
 * is not looked through for damage.
 */
export function* uuidListsBackward(
  source: LineSource,
): Generator<UuidList, void, void> {
  const list = new GrowingUuidList();
  for (let to = source.sizeBytes; to > 0;) {
    list.count = 0;
    const from = Math.max(0, to - input.length + 1);
    const { length } = source.readAt(from, input.subarray(0, to - from));
    // What stands before the first line break belongs to a line that begins further ahead.
    const own = from === 0 ? 0 : input.subarray(0, length).indexOf(NEWLINE) + 1;
    if (from === 0 || (own > 0 && own < length)) {
      addBackward(list, own, length);
      yield list;
      to = from + own;
    } else {
      const line = lastLine(source, to);
      list.add(uuidKeyOfLine(line));
      yield list;
      to -= line.length;
    }
  }
}

/** The line that ends at an offset, with its line break. */
function lastLine(source: LineSource, to: number): Uint8Array {
  for (let size = 2 * input.length;; size *= 2) {
    const from = Math.max(0, to - size);
    const bytes = source.readAt(from, new Uint8Array(to - from));
    const newline = bytes.lastIndexOf(NEWLINE, -2);
    if (newline >= 0 || from === 0) return bytes.subarray(newline + 1);
  }
}

function addBackward(list: GrowingUuidList, from: number, to: number): void {
  for (let line = wasm.scan(from, to) - 1; line >= 0; line--) {
    const at = line * LINE_WORDS;
    const kind = found[at + 2]!;
    if (kind === HAS_UUID) {
      const [a, b] = [found[at + 3]!, found[at + 4]!];
      const [c, d] = [found[at + 5]!, found[at + 6]!];
      list.add({ a, b, c, d });
    } else if (kind === EXACT_WAY) {
      list.add(uuidKeyOfLine(input.subarray(found[at], found[at + 1])));
    }
  }
}
