/**
 * Where in memory `column_scan` keeps what.
 *
 * The caller writes `NODES`, `CHILDREN`, `KEYS` and `INPUT`, and reads the other exported ones
 * that `column_scan.ts` hands on.
 */

/** Lines of a block. */
export const MAX_LINES: i32 = 65536;

/** Words for the caller: bytes consumed; lines read in this call; from 32 on values by path. */
export const RESULT: usize = 16;
export const VALUE_COUNTS: usize = RESULT + 32;
/** For each path: start and end of its value in the line at hand; a start of 0: none. */
export const SPANS: usize = 0x800;
// At 0xc00 stand the constants of `shape_edges.ts`.
/** Nodes of the trie: first child, children, path or -1, first and last+1 path below; u32 each. */
export const NODES: usize = 0x8000;
export const NODE_SIZE: usize = 20;
/** Children: place and length of the key (length -1: none), index in a list or -1, node. */
export const CHILDREN: usize = 0xc000;
export const CHILD_SIZE: usize = 16;
export const KEYS: usize = 0x10000;
/** Lines for the exact way: line, start and end in `INPUT`; three words each. */
export const SLOW: usize = 0x20000;
/** For each line: milliseconds since 1970, or NaN. */
export const TIMES: usize = 0x100000;
/** The open containers of the line at hand; see `line_walk.ts`. */
export const LEVELS: usize = 0x180000;
/** The shapes of lines; see `line_shapes.ts`. */
export const CONTEXTS: usize = 0x188000;
export const FIRST_EDGES: usize = 0x19c000;
export const ACTIONS: usize = 0x19e000;
export const EDGES: usize = 0x1aa000;
/** For each path and line: its code. */
export const CODES: usize = 0x200000;
/** For each path: a hash table of codes, and for each code place, length and hash. */
export const TABLES: usize = 0x400000;
export const ENTRIES: usize = 0x800000;
export const ENTRIES_SIZE: usize = 0x100000;
export const INPUT: usize = 0x1000000;
export const INPUT_SIZE: usize = 0x100000;
/** The bytes of values, to the end of the memory. */
export const ARENA: usize = 0x1110000;
/** Memory is not grown beyond: what no longer fits is left to the exact way. */
export const MAX_PAGES: i32 = 1600;

/** No node, no path, no index. */
export const NONE: u32 = 0xffffffff;
