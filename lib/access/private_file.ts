/** Files that only their owner can read, there as a whole or not at all. */
import { ifThere } from "../if_there.ts";

/**
 * Puts a file in the place of what is there. It is synced before it gets its name: after a loss
 * of power it is the old one or the new one.
 */
export function writePrivateFile(path: string, text: string): void {
  const unfinished = `${path}.unfinished`;
  removeIfThere(unfinished);
  try {
    using file = Deno.openSync(unfinished, {
      write: true,
      createNew: true,
      mode: 0o600,
    });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
    file.syncSync();
  } catch (error) {
    removeIfThere(unfinished);
    throw error;
  }
  Deno.renameSync(unfinished, path);
}

/** The text of a file; `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  return ifThere(() => Deno.readTextFileSync(path));
}

/** Tells one state of a file from another without reading it; `undefined` where there is none. */
export function stateOf(path: string): string | undefined {
  return ifThere(() => {
    const { ino, size, mtime } = Deno.statSync(path);
    return `${ino} ${size} ${mtime?.getTime()}`;
  });
}

function removeIfThere(path: string): void {
  ifThere(() => Deno.removeSync(path));
}
