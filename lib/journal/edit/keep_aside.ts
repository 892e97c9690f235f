/** Keeps files as they are before something takes their place. */
import { basename, join } from "@std/path";
import { makeDirectory, realFileSystem } from "../file_system.ts";
import { writeDurably } from "../upkeep/unfinished.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * Keeps a file in a folder's `quarantine/` under a name of its own, durably; it stays where it is
 * as well.
 *
 * @returns its path there
 */
export function keepAside(directory: string, path: string): string {
  const folder = join(directory, "quarantine");
  makeDirectory(realFileSystem, folder);
  const taken = new Set(
    Array.from(Deno.readDirSync(folder), ({ name }) => name),
  );
  let name = basename(path);
  for (let n = 1; taken.has(name); n++) name = `${basename(path)}.${n}`;
  const aside = join(folder, name);
  copyDurably(path, aside);
  realFileSystem.syncDirectory(folder);
  return aside;
}

/** The copy is for its owner alone, whoever may read what it is made of. */
function copyDurably(from: string, to: string): void {
  using file = Deno.openSync(from);
  writeDurably(to, chunksOf(file));
}

/** What is yielded holds good until the next is asked for. */
function* chunksOf(file: Deno.FsFile): Generator<Uint8Array, void, void> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const count = file.readSync(buffer);
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}
