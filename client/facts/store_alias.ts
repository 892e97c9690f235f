/**
 * The aliases of the Windows Store: files without contents, in a folder that Windows puts on
 * `PATH`. Until a Python is installed from the Store, they start the Store instead.
 */
import { joinPath } from "../paths.ts";
import { type Probes, unlessItFails } from "./probes.ts";

const ALIAS = /^(.*\\Microsoft\\WindowsApps)\\+(python[\d.]*\.exe)$/i;
/** How the folder of an installed one begins, beside the aliases. */
const INSTALLED = /^PythonSoftwareFoundation\.Python\./i;

/** What a path is to the Store: nothing, the way to a Python, or the stub that sells one. */
export async function storeAlias(
  probes: Probes,
  path: string,
): Promise<"none" | "python" | "stub"> {
  const [, folder, file] = ALIAS.exec(path) ?? [];
  if (probes.os !== "windows" || !folder || !file) return "none";
  // Some systems call an alias a file of no size, others cannot follow it.
  const info = await unlessItFails(() => probes.fileInfo(path));
  if (info !== undefined && info.sizeBytes > 0) return "none";
  const names =
    await unlessItFails(() => probes.listFolder(joinPath(probes.os, folder))) ??
      [];
  const isThere = names.some((name) =>
    name.toLowerCase() === file.toLowerCase()
  );
  if (!isThere) return "none";
  return names.some((name) => INSTALLED.test(name)) ? "python" : "stub";
}
