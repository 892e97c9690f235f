/** What is at a path, as a word to compare: only what was put there may be taken away again. */

/** What a symbolic link to `target` looks like. */
export function ofLink(target: string): string {
  return `link:${target}`;
}

/** What a file of these bytes looks like. */
export async function ofBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return `sha256:${new Uint8Array(digest).toHex()}`;
}

/** What is at the path: `undefined` where nothing is, `other` for what is no file and no link. */
export async function at(path: string): Promise<string | undefined> {
  try {
    const info = await Deno.lstat(path);
    if (info.isSymlink) return ofLink(await Deno.readLink(path));
    return info.isFile ? await ofBytes(await Deno.readFile(path)) : "other";
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory
    ) return undefined;
    throw error;
  }
}
