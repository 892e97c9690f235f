/** Paths of whichever system, told by its name: so that tests of one run on another. */

type Os = typeof Deno.build.os;

/** Whether a path needs no working directory to be understood. */
export function isAbsolutePath(os: Os, path: string): boolean {
  return os === "windows"
    ? /^([a-z]:)?[\\/]/i.test(path)
    : path.startsWith("/");
}

/** `parts` under `folder`. */
export function joinPath(os: Os, folder: string, ...parts: string[]): string {
  const separator = os === "windows" ? "\\" : "/";
  const isSeparator = (character: string | undefined) =>
    character === "/" || character === separator;
  // Read at every start, where a regular expression would take longer than all else here.
  let end = folder.length;
  while (isSeparator(folder[end - 1])) end--;
  return [folder.slice(0, end), ...parts].join(separator);
}

/** `parts` under `folder`, on this system. */
export function join(folder: string, ...parts: string[]): string {
  return joinPath(Deno.build.os, folder, ...parts);
}

/** The folder that a path's last part is in; of a root itself. */
export function parentOf(path: string): string {
  return path.replace(/(?!^)[\\/][^\\/]*$/, "") || path;
}

/** `path` as seen from `cwd`; as it is where that is not known. */
export function resolveFrom(
  os: Os,
  cwd: string | undefined,
  path: string,
): string {
  return cwd === undefined || isAbsolutePath(os, path)
    ? path
    : joinPath(os, cwd, path);
}
