/** Keeps files as they are before something takes their place. */
import { basename, dirname, join } from "@std/path";
import { type JournalFileSystem, makeDirectory } from "../file_system.ts";
import { unfinishedPath, writeDurably } from "../upkeep/unfinished.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * Keeps a file in a folder's `quarantine/` under a name of its own, durably; it stays where it is
 * as well. What is there already is not kept twice: whoever kept it may have been ended then.
 *
 * @returns its path there
 */
export function keepAside(
  fileSystem: JournalFileSystem,
  directory: string,
  path: string,
): string {
  const folder = join(directory, "quarantine");
  makeDirectory(fileSystem, folder);
  const taken = new Set(
    Array.from(Deno.readDirSync(folder), ({ name }) => name),
  );
  let name = basename(path);
  for (let n = 1; taken.has(name); n++) {
    if (isSameContent(path, join(folder, name))) break;
    name = `${basename(path)}.${n}`;
  }
  const aside = join(folder, name);
  if (!taken.has(name)) copyDurably(fileSystem, path, aside);
  fileSystem.syncDirectory(folder);
  return aside;
}

/** The copy is for its owner alone, whoever may read what it is made of. */
function copyDurably(
  fileSystem: JournalFileSystem,
  from: string,
  to: string,
): void {
  // By the first name, so that whoever does it again finds what was begun.
  const unfinished = unfinishedPath(join(dirname(to), basename(from)));
  writeDurably(fileSystem, unfinished, chunksOf(from));
  fileSystem.rename(unfinished, to);
}

function isSameContent(a: string, b: string): boolean {
  if (Deno.statSync(a).size !== Deno.statSync(b).size) return false;
  const others = chunksOf(b);
  for (const chunk of chunksOf(a)) {
    const { value } = others.next();
    const isSame = value?.length === chunk.length &&
      chunk.every((byte, at) => byte === value[at]);
    if (!isSame) return false;
  }
  return true;
}

/** What is yielded holds good until the next is asked for. */
function* chunksOf(path: string): Generator<Uint8Array, void, void> {
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const count = file.readSync(buffer);
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}
