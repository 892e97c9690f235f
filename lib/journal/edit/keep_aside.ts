/** Keeps files as they are before something takes their place. */
import { basename, join } from "@std/path";
import { makeDirectory, realFileSystem } from "../file_system.ts";

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

function copyDurably(from: string, to: string): void {
  Deno.copyFileSync(from, to);
  using file = Deno.openSync(to, { write: true });
  file.syncSync();
}
