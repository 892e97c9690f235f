/** Which paths and values there are, seen in a sample of the lines. */
import { isRawNumber, type JsonObject, type JsonValue } from "../json/exact.ts";
import { openSegment, readFully } from "../journal/segment_file.ts";
import { parseRecord } from "../query/record.ts";
import { escapeSegment, MAX_PATH_LENGTH } from "../query/path.ts";
import type { Block } from "./block.ts";

/** Blocks that are looked into, and bytes of each. */
const MAX_BLOCKS = 64;
const SAMPLE_BYTES = 64 * 1024;
/** Deeper values, and later items of lists, are not told of one by one. */
const MAX_DEPTH = 8;
const MAX_ITEMS = 8;

/** The paths of plain values, as questions name them, the most frequent first. */
export function discoverPaths(
  blocks: readonly Block[],
  maxPaths: number,
): string[] {
  const seen = new Map<string, number>();
  const step = Math.max(1, Math.ceil(blocks.length / MAX_BLOCKS));
  // From the newest on: it is what most questions are about.
  for (let at = blocks.length - 1; at >= 0; at -= step) {
    for (const line of sampleLines(blocks[at]!)) {
      const record = parseRecord(line);
      if (record) visitPaths(record, (path) => count(seen, path));
    }
  }
  return [...seen].sort(([, a], [, b]) => b - a).slice(0, maxPaths)
    .map(([path]) => path);
}

function count(seen: Map<string, number>, path: string): void {
  seen.set(path, (seen.get(path) ?? 0) + 1);
}

function* sampleLines({ stretches }: Block): Generator<string> {
  const [first] = stretches;
  if (first === undefined) return;
  const sizeBytes = Math.min(SAMPLE_BYTES, first.end - first.start);
  yield* linesAt(first.path, first.start, sizeBytes);
}

/** The lines that begin in so many bytes from a place on, of which the first may be cut off. */
export function linesAt(
  path: string,
  start: number,
  sizeBytes: number,
): readonly string[] {
  using file = openSegment(path);
  // In what was compressed meanwhile the way to a place is long.
  if (file === undefined || (start > 0 && file.isSequential)) return [];
  file.seek(start);
  const bytes = readFully(file, new Uint8Array(sizeBytes));
  const lines = new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(bytes).split("\n");
  // The last one may be cut off, unless it is the only one.
  return lines.length > 1 ? lines.slice(0, -1) : lines;
}

/** Calls back with each path of a record that has a plain value, or what is not gone into. */
export function visitPaths(
  record: JsonObject,
  found: (path: string, value: JsonValue) => void,
): void {
  for (const [key, value] of membersOf(record)) {
    visit(value, { path: escapeSegment(key), depth: 1, found });
  }
}

function visit(
  value: JsonValue,
  { path, depth, found }: {
    readonly path: string;
    readonly depth: number;
    readonly found: (path: string, value: JsonValue) => void;
  },
): void {
  if (path.length > MAX_PATH_LENGTH) return;
  const members = depth === MAX_DEPTH ? [] : membersOf(value);
  if (members.length === 0) found(path, value);
  for (const [key, member] of members) {
    const deeper = `${path}.${escapeSegment(key)}`;
    visit(member, { path: deeper, depth: depth + 1, found });
  }
}

function membersOf(value: JsonValue): [string, JsonValue][] {
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item, index) => [`${index}`, item]);
  }
  return typeof value === "object" && value !== null && !isRawNumber(value)
    ? Object.entries(value as JsonObject).filter(([key]) => key !== "")
    : [];
}
