/**
 * Which interpreter stands behind one of pyenv's shims.
 *
 * A shim is a script that starts pyenv, which starts Python: asked itself it costs a tenth of a
 * second, and what it answers depends on the folder it is asked in.
 */
import { isAbsolutePath, joinPath } from "../paths.ts";
import { type Probes, unlessItFails } from "./probes.ts";

const SHIM_START_BYTES = 512;
/** As pyenv's `rehash` writes it. */
const ROOT = /^export PYENV_ROOT="(.+)"$/m;

/** The interpreter, or `undefined` where `path` is no shim or none is chosen. */
export async function behindShim(
  probes: Probes,
  path: string,
  cwd: string | undefined,
): Promise<string | undefined> {
  const [folder, name] = splitLast(path);
  if (!folder.endsWith("/shims")) return undefined;
  const start = await unlessItFails(() =>
    probes.readStart(path, SHIM_START_BYTES)
  );
  const root = ROOT.exec(start ?? "")?.[1];
  if (root === undefined || !isAbsolutePath(probes.os, root)) return undefined;
  for (const version of await versions(probes, root, cwd)) {
    const found = joinPath(probes.os, root, "versions", version, "bin", name);
    const info = await unlessItFails(() => probes.fileInfo(found));
    if (info?.isFile) return found;
  }
  return undefined;
}

/** The chosen versions, the first first: by the shell, the folder or one above it, or globally. */
async function versions(
  probes: Probes,
  root: string,
  cwd: string | undefined,
): Promise<string[]> {
  const inShell = probes.environment("PYENV_VERSION");
  if (inShell) return inShell.split(":").map(withoutPrefix);
  const files = [
    ...folders(probes.environment("PYENV_DIR") ?? cwd)
      .map((folder) => `${folder}/.python-version`),
    joinPath(probes.os, root, "version"),
  ];
  for (const file of files) {
    const text = await unlessItFails(() => probes.readText(file));
    const words = text?.split("\n").map((line) => line.replace(/#.*/, ""))
      .join(" ").split(/\s+/).filter(Boolean);
    if (words?.length) return words.map(withoutPrefix);
  }
  return [];
}

/** A folder and all above it. */
function folders(path: string | undefined): string[] {
  if (path === undefined || !path.startsWith("/")) return [];
  const parts = path.split("/").filter(Boolean);
  return Array.from(
    { length: parts.length + 1 },
    (_, up) =>
      parts.slice(0, parts.length - up).map((each) => `/${each}`)
        .join(""),
  );
}

function splitLast(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf("/");
  return [path.slice(0, at), path.slice(at + 1)];
}

/** pyenv takes `python-3.12.1` for `3.12.1`. */
function withoutPrefix(version: string): string {
  return version.replace(/^python-/, "");
}
