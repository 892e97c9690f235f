/** Reads the bytes of a segment's lines, from any place on. */
import { ifThere } from "../if_there.ts";
import { openGzip } from "./gzip/open.ts";
import { compressedPath, isCompressed } from "./segment_name.ts";

/** An open segment. */
export interface SegmentFile extends Disposable {
  /** Where the next read begins, in bytes from the beginning of the first line. */
  seek(offset: number): void;
  /** Reads a first part of what is there; 0 at the end. */
  read(into: Uint8Array): number;
  /** Whether a place is reached only by reading all that is before it. */
  readonly isSequential: boolean;
  /** What is wrong with what was read so far; `undefined` where nothing is. */
  readonly damage: string | undefined;
}

/**
 * Opens a segment, plain or compressed; of one that has been compressed since its path was told,
 * what it has become. `undefined` where there is none any more.
 */
export function openSegment(path: string): SegmentFile | undefined {
  if (isCompressed(path)) return ifThere(() => openGzip(path));
  return ifThere(() => openPlain(path)) ??
    ifThere(() => openGzip(compressedPath(path)));
}

/** Whether `openSegment` would find one. */
export function isSegmentThere(path: string): boolean {
  const paths = isCompressed(path) ? [path] : [path, compressedPath(path)];
  return paths.some((each) => ifThere(() => Deno.statSync(each)) !== undefined);
}

function openPlain(path: string): SegmentFile {
  const file = Deno.openSync(path);
  return {
    seek: (offset) => file.seekSync(offset, Deno.SeekMode.Start),
    read: (into) => file.readSync(into) ?? 0,
    isSequential: false,
    damage: undefined,
    [Symbol.dispose]: () => file.close(),
  };
}

/** Reads until `into` is full. @returns its filled part, shorter only where the segment ends */
export function readFully(file: SegmentFile, into: Uint8Array): Uint8Array {
  let filled = 0;
  while (filled < into.length) {
    const count = file.read(into.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
}
