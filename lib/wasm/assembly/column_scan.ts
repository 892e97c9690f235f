/**
 * Reads the values at some paths out of lines of JSON, line by line, in one strict pass.
 *
 * AssemblyScript; `task wasm` compiles it. The caller writes the paths as a trie and the lines,
 * and gets for each line the time of its `server_time` and for each path a code: 0 where the line
 * lacks it, else the number of its raw bytes among the different ones of this block and of those
 * before it, back to where values were last forgotten. A line that is no object, or in which
 * something unusual could matter, is listed for the exact way.
 */
import { CODES, INPUT, MAX_LINES, RESULT, SLOW, SPANS, TIMES } from "./layout";
import { clearShapes, passKnownLine } from "./line_shapes";
import { walkLine } from "./line_walk";
import { timeOf } from "./server_time";
import { clearSpans } from "./spans";
import { areFewValues, clearValues, codeOf } from "./value_table";

export { arenaBytes } from "./value_table";

export {
  ARENA,
  CHILDREN,
  CODES,
  ENTRIES,
  ENTRIES_SIZE,
  INPUT,
  INPUT_SIZE,
  KEYS,
  NODES,
  RESULT,
  SLOW,
  TIMES,
  VALUE_COUNTS,
} from "./layout";

let pathCount: i32 = 0;
let firstPath: i32 = 1;
let lines: i32 = 0;
let slowLines: i32 = 0;

/**
 * Begins a first block, without values.
 *
 * @param paths how many there are, that of `server_time` included
 * @param first 0 where the text of `server_time` is wanted too, else 1
 * @param secret makes the tables' layout unpredictable
 */
export function begin(paths: i32, first: i32, secret: f64): void {
  pathCount = paths;
  firstPath = first;
  lines = 0;
  clearValues(paths, reinterpret<u64>(secret));
  clearShapes();
}

/** Begins a further block for the same paths. @returns false where the values have no room */
export function beginFurther(): bool {
  if (!areFewValues(pathCount)) return false;
  lines = 0;
  clearShapes();
  return true;
}

/**
 * Reads the lines at `INPUT`, of which the last ends with a newline, until the block is full.
 *
 * @returns how many lines are for the exact way; see `RESULT` for the rest
 */
export function scan(length: i32): i32 {
  const end = INPUT + <usize> length;
  const firstLine = lines;
  let at = INPUT;
  slowLines = 0;
  while (at < end && lines < MAX_LINES) {
    clearSpans(0, pathCount);
    let next = passKnownLine(at);
    if (next == 0) {
      clearSpans(0, pathCount);
      next = walkLine(at);
    }
    if (next == 0 || !keepValues()) {
      next = newlineAfter(at) + 1;
      const slow = SLOW + <usize> slowLines * 12;
      store<u32>(slow, lines);
      store<u32>(slow, <u32> (at - INPUT), 4);
      store<u32>(slow, <u32> (next - 1 - INPUT), 8);
      slowLines++;
    }
    lines++;
    at = next;
  }
  store<u32>(RESULT, <u32> (at - INPUT));
  store<u32>(RESULT + 4, lines - firstLine);
  return slowLines;
}

/** The line's time, and for each path the code of its value; false where one does not fit. */
function keepValues(): bool {
  store<f64>(
    TIMES + (<usize> lines << 3),
    timeOf(load<u32>(SPANS), load<u32>(SPANS + 4)),
  );
  for (let path = firstPath; path < pathCount; path++) {
    const span = SPANS + (<usize> path << 3);
    const start = <usize> load<u32>(span);
    let code: u32 = 0;
    if (start != 0) {
      code = codeOf(path, start, <usize> load<u32>(span + 4) - start);
      if (code == 0) return false;
    }
    store<u32>(CODES + ((<usize> path * <usize> MAX_LINES + lines) << 2), code);
  }
  return true;
}

function newlineAfter(at: usize): usize {
  const newlines = i8x16.splat(0x0a);
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), newlines));
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}
