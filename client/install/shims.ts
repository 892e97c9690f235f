/** The wrappers that are put on `PATH` for a name: which files, and what is in them. */
import CMD from "../wrappers/python.cmd" with { type: "text" };
import POWERSHELL from "../wrappers/python.ps1" with { type: "text" };
import SH from "../wrappers/python.sh" with { type: "text" };

/** One wrapper file. */
export interface Shim {
  readonly file: string;
  readonly text: string;
}

/** For which system and shells. */
export interface ShimOptions {
  readonly os: typeof Deno.build.os;
  /**
   * Whether PowerShell gets a wrapper of its own. It prefers that to the one for `cmd`, and then
   * refuses to run it where scripts are not allowed, which is how Windows comes.
   */
  readonly powershell: boolean;
}

/**
 * Names of interpreters that are looked for where none are given: with a `t` they do without the
 * global lock, with `d`, `-dbg` (Debian) or `_d` (Windows) they are debug builds.
 */
export const USUAL_NAME = /^(python|pypy)(\d+(\.\d+)*t?(d|-dbg)?)?(_d)?$/;

/** The name that an interpreter is called by; on Windows that is without `.exe`. */
export function commandName(os: ShimOptions["os"], name: string): string {
  return os === "windows" ? name.replace(/\.exe$/i, "") : name;
}

/** Whether wrappers can be named so: no path, and nothing that a shell reads otherwise. */
export function isUsableName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(name) &&
    name.toLowerCase() !== "pyanalytics-client";
}

/** The files for one name. */
export function shimsFor(
  name: string,
  { os, powershell }: ShimOptions,
): Shim[] {
  if (os !== "windows") return [{ file: name, text: SH }];
  const shims = [{ file: `${name}.cmd`, text: CMD }];
  if (powershell) shims.push({ file: `${name}.ps1`, text: POWERSHELL });
  return shims;
}
