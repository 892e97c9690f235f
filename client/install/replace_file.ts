/** Puts a file in its place at once: a shell that starts a wrapper never reads half of one. */

/**
 * Has `make` make the file beside `path`, then moves it there.
 *
 * @throws where that is not possible; nothing is left behind then
 */
export async function replaceFile(
  path: string,
  make: (path: string) => Promise<void>,
): Promise<void> {
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await make(part);
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}
