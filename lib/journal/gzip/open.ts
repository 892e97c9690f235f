/** Opens a compressed segment in the way that suits it. */
import { END_MEMBER, SIGNATURE } from "./member.ts";
import type { GzipFile } from "./reader.ts";
import { SeekableGzip } from "./seekable.ts";
import { SequentialGzip } from "./sequential.ts";

/** @throws {Deno.errors.NotFound} where there is no such file */
export function openGzip(path: string): GzipFile {
  const file = Deno.openSync(path);
  try {
    return isSeekable(file) ? new SeekableGzip(file) : new SequentialGzip(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** By its beginning or its end: one of them may be damaged. */
function isSeekable(file: Deno.FsFile): boolean {
  return holdsAt(file, 0, SIGNATURE) ||
    holdsAt(file, file.statSync().size - END_MEMBER.length, END_MEMBER);
}

function holdsAt(
  file: Deno.FsFile,
  offset: number,
  expected: Uint8Array,
): boolean {
  if (offset < 0) return false;
  file.seekSync(offset, Deno.SeekMode.Start);
  const found = new Uint8Array(expected.length);
  file.readSync(found);
  return expected.every((byte, at) => found[at] === byte);
}
