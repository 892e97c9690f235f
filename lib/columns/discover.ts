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
  if (file === undefined) return [];
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
  visit(record, [], found);
}

function visit(
  value: JsonValue,
  segments: readonly string[],
  found: (path: string, value: JsonValue) => void,
): void {
  const isContainer = typeof value === "object" && value !== null &&
    !isRawNumber(value);
  const entries: [string, JsonValue][] = !isContainer
    ? []
    : Array.isArray(value)
    ? value.slice(0, MAX_ITEMS).map((item, index) => [String(index), item])
    : Object.entries(value as JsonObject).filter(([key]) => key !== "");
  if (entries.length === 0 || segments.length === MAX_DEPTH) {
    const path = segments.map(escapeSegment).join(".");
    if (segments.length > 0 && path.length <= MAX_PATH_LENGTH) {
      found(path, value);
    }
    return;
  }
  for (const [key, member] of entries) {
    visit(member, [...segments, key], found);
  }
}
