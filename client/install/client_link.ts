/** The client beside its wrappers, where they look for it first. */
import { dirname } from "@std/path";
import * as fingerprint from "./fingerprint.ts";
import type { Wanted } from "./plan.ts";

/**
 * A link to the client for the folder; `undefined` where the client is in there itself.
 *
 * Windows lets only some users make symbolic links: there it is a second name of the same file,
 * or a copy on another drive.
 *
 * @throws where the client cannot be read
 */
export async function clientLink(
  client: string,
  folder: string,
): Promise<Wanted | undefined> {
  const isWindows = Deno.build.os === "windows";
  const file = `pyanalytics-client${isWindows ? ".exe" : ""}`;
  if (dirname(client) === folder) return undefined;
  if (!isWindows) {
    return {
      file,
      state: fingerprint.ofLink(client),
      make: (path) => Deno.symlink(client, path),
    };
  }
  return {
    file,
    state: await fingerprint.ofBytes(await Deno.readFile(client)),
    make: (path) =>
      Deno.link(client, path).catch(() => Deno.copyFile(client, path)),
  };
}
