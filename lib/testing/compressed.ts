/** Compressed segments, for tests. */
import { gzipSync } from "node:zlib";
import { compressLines } from "../journal/gzip/compress.ts";
import { realFileSystem } from "../journal/file_system.ts";
import { openSegment } from "../journal/segment_file.ts";
import { writeDurably } from "../journal/upkeep/unfinished.ts";
import { compressedPath } from "../journal/segment_name.ts";

/** Puts a compressed segment beside a plain one, of the same time. @returns its path */
export function writeCompressed(
  path: string,
  kind: "seekable" | "foreign",
): string {
  const to = compressedPath(path);
  const { size, mtime } = Deno.statSync(path);
  if (kind === "foreign") {
    Deno.writeFileSync(to, gzipSync(Deno.readFileSync(path)));
  } else {
    using file = openSegment(path)!;
    writeDurably(realFileSystem, to, compressLines(file, size));
  }
  Deno.utimeSync(to, mtime!, mtime!);
  return to;
}
