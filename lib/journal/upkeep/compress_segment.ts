/**
 * Puts a compressed segment in the place of a plain one, in two steps: what takes long is done
 * beside it, and changes nothing; the exchange is a moment's work.
 *
 * At any moment, also at that of a crash or a loss of power, the lines are there: in the plain
 * one, in both, of which the plain one counts, or in the compressed one.
 */
import { dirname } from "@std/path";
import { realFileSystem } from "../file_system.ts";
import { compressLines } from "../gzip/compress.ts";
import { openGzip } from "../gzip/open.ts";
import { readableOf } from "../readable_segments.ts";
import type { SegmentView } from "../segment.ts";
import { openSegment, readFully } from "../segment_file.ts";
import { compressedPath } from "../segment_name.ts";
import { unfinishedPath, writeDurably } from "./unfinished.ts";

const STEP_BYTES = 1024 * 1024;

/**
 * Writes what will be the compressed segment, durably, and compares what it reads back with the
 * plain one.
 *
 * @throws {Error} where the plain one cannot be read, or what was written is not the same
 */
export function prepareCompressed(view: SegmentView): void {
  const to = unfinishedPath(compressedPath(view.path));
  using plain = openSegment(view.path);
  if (plain === undefined) throw new Error("It is no longer there");
  const { atime, mtime } = Deno.statSync(view.path);
  writeDurably(realFileSystem, to, compressLines(plain, view.sizeBytes));
  using compressed = openGzip(to);
  let isSame = compressed.sizeBytes === view.sizeBytes;
  compressed.seek(0);
  for (let at = 0; isSame && at < view.sizeBytes; at += STEP_BYTES) {
    const size = Math.min(STEP_BYTES, view.sizeBytes - at);
    plain.seek(at);
    const expected = readFully(plain, new Uint8Array(size));
    const found = readFully(compressed, new Uint8Array(size));
    isSame = isEqual(expected, found);
  }
  if (!isSame || compressed.damage !== undefined) {
    throw new Error("What was written is not what was read back");
  }
  // It is the same segment, as old as it was.
  if (atime && mtime) Deno.utimeSync(to, atime, mtime);
}

/**
 * Makes what was prepared the segment. The caller sees to it that nobody appends meanwhile.
 *
 * @throws {Error} where the segment is not what it was when that was prepared
 */
export function exchangeForCompressed({ path, sizeBytes }: SegmentView): void {
  const to = compressedPath(path);
  if (Deno.statSync(path).size !== sizeBytes) {
    throw new Error("It has been appended to");
  }
  // One that is there has been made of the plain one before; see `listSegments`.
  const { view } = readableOf({ path: to, sizeBytes: 0 });
  if (view.sizeBytes > sizeBytes) {
    throw new Error("There is a compressed one that holds more");
  }
  const directory = dirname(path);
  Deno.renameSync(unfinishedPath(to), to);
  realFileSystem.syncDirectory(directory);
  Deno.removeSync(path);
  realFileSystem.syncDirectory(directory);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
