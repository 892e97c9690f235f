/** What `install` and `uninstall` are told. */
import { resolve } from "@std/path";
import {
  onOff,
  option,
  OptionError,
  readOptions,
  text,
} from "../../lib/options/mod.ts";
import { isAbsolutePath, joinPath, resolveFrom } from "../paths.ts";
import type { Process } from "../process.ts";
import { unusableCharacter } from "./path_hints.ts";
import { commandName, isUsableName } from "./shims.ts";

const BOTH = {
  dir: option<string | undefined>(
    text("DIR"),
    undefined,
    "The wrappers' folder",
  ),
  dryRun: option(onOff(), false, "Say what would be done, and do nothing"),
};
const INSTALL = {
  ...BOTH,
  client: option<string | undefined>(
    text("PATH"),
    undefined,
    "The client that the wrappers call",
  ),
  powershell: option(onOff(), false, "Wrappers for PowerShell, too"),
};

/** What to do where. */
export interface FolderOptions {
  readonly folder: string;
  readonly dryRun: boolean;
}

export interface InstallOptions extends FolderOptions {
  /** Names of interpreters; none: all that there are. */
  readonly names: readonly string[];
  readonly client: string;
  readonly powershell: boolean;
}

type Environment = Pick<Process, "args" | "cwd" | "environment">;
type Os = typeof Deno.build.os;

/**
 * @param own the client that runs, where it is an executable
 * @throws {OptionError} for words that cannot be used
 */
export function readInstallOptions(
  process: Environment,
  { os, own }: { os: Os; own: string | undefined },
): InstallOptions {
  const { values, operands, rest } = readOptions(INSTALL, {
    args: process.args,
    environment: () => undefined,
    files: [],
    takesOperands: true,
  });
  const names = [...operands, ...rest].map((name) => {
    const command = commandName(os, name);
    if (isUsableName(command)) return command;
    throw new OptionError(
      `Cannot wrap ${
        JSON.stringify(name)
      }: must be the name of an interpreter, such as python3`,
    );
  });
  const client = values.client ?? own;
  if (client === undefined) {
    throw new OptionError(
      "Cannot tell which client to install, as this one runs from source: --client PATH says so",
    );
  }
  return {
    folder: folderOf(values.dir, process, os),
    dryRun: values.dryRun,
    names: [...new Set(names)],
    client: resolve(resolveFrom(os, process.cwd, client)),
    powershell: values.powershell,
  };
}

/** @throws {OptionError} for words that cannot be used */
export function readUninstallOptions(
  process: Environment,
  os: Os,
): FolderOptions {
  const { values } = readOptions(BOTH, {
    args: process.args,
    environment: () => undefined,
    files: [],
  });
  return { folder: folderOf(values.dir, process, os), dryRun: values.dryRun };
}

function folderOf(
  given: string | undefined,
  { cwd, environment }: Environment,
  os: Os,
): string {
  const folder = given === undefined
    ? usualFolder(os, environment)
    : resolve(resolveFrom(os, cwd, given));
  if (folder === undefined) {
    throw new OptionError(
      `Cannot tell where your programs go, as ${
        os === "windows" ? "LOCALAPPDATA" : "HOME"
      } is not set: --dir DIR says so`,
    );
  }
  const character = unusableCharacter(os, folder);
  if (character === undefined) return folder;
  throw new OptionError(
    `Cannot use ${JSON.stringify(folder)}: a folder with ${
      JSON.stringify(character)
    } in its path cannot be on PATH`,
  );
}

/** In the user's own data; see the XDG Base Directory Specification. */
export function usualFolder(
  os: Os,
  environment: Process["environment"],
): string | undefined {
  const usable = (name: string) => {
    const value = environment(name) ?? "";
    return isAbsolutePath(os, value) ? value : undefined;
  };
  if (os === "windows") {
    const data = usable("LOCALAPPDATA");
    return data && joinPath(os, data, "pyanalytics", "shims");
  }
  const home = usable("HOME");
  const data = usable("XDG_DATA_HOME") ??
    (home && joinPath(os, home, ".local", "share"));
  return data && joinPath(os, data, "pyanalytics", "shims");
}
