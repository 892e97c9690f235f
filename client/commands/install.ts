/** `install`: puts wrappers in front of the interpreters on `PATH`. */
import { dirname } from "@std/path";
import { messageOf } from "../../lib/error.ts";
import { apply } from "../install/apply.ts";
import { clientLink } from "../install/client_link.ts";
import {
  findReal,
  type FindRealOptions,
  usualNames,
} from "../install/find_real.ts";
import * as fingerprint from "../install/fingerprint.ts";
import { readManifest } from "../install/manifest.ts";
import { type InstallOptions, readInstallOptions } from "../install/options.ts";
import { pathHints, placeOnPath } from "../install/path_hints.ts";
import { plan, type Step, type Wanted } from "../install/plan.ts";
import { PROGRAMS_FILE, programsFile } from "../install/programs_file.ts";
import { shimsFor } from "../install/shims.ts";
import { createMachine } from "../machine.ts";
import { limitTo } from "../permissions.ts";
import type { Probes } from "../facts/probes.ts";
import type { Process } from "../process.ts";

export const help = `pyanalytics-client install [options] [NAME...]
Puts a wrapper under each NAME into a folder that you then put first on PATH. A
wrapper reports the start in the background and becomes the interpreter: the next
one of its name on PATH. Without a NAME: python, python3, python3.12 and so on, all
that are on PATH.

  --dir DIR            The folder (default: ~/.local/share/pyanalytics/shims, on
                       Windows %LOCALAPPDATA%\\pyanalytics\\shims)
  --dry-run            Say what would be done, and do nothing
  --client PATH        The client that the wrappers call (default: this one)
  --powershell         On Windows, wrappers for PowerShell too. It runs them only
                       where its execution policy allows scripts; without them it
                       takes those for cmd

Nothing that it did not put there itself is ever written over. Do it again after
another client or interpreter was installed; "uninstall" takes all of it away.`;

/** What is known of one name. */
interface Wrapped {
  readonly name: string;
  /** The interpreter that it means today. */
  readonly real: string;
}

const OS = Deno.build.os;

/** @throws {OptionError} for words that cannot be used, {Error} for what cannot be done */
export async function run(process: Process): Promise<number> {
  const own = Deno.build.standalone ? Deno.execPath() : undefined;
  const options = readInstallOptions(process, { os: OS, own });
  limitTo("install");
  const { folder, dryRun } = options;
  using probes = createMachine({
    environment: process.environment,
    detached: false,
  });
  const wrapped = await findAll(process, options, probes);
  const files = await wanted(wrapped, options, probes);
  const steps = await putInto(folder, files, dryRun);
  const lines = [
    `${dryRun ? "Would put" : "Put"} into ${folder}:`,
    ...steps.map((step) => `  ${describe(step, wrapped, dryRun)}`),
    "",
    ...sayPath(process, folder, wrapped),
    "",
    `To undo it: pyanalytics-client uninstall --dir "${folder}"`,
  ];
  process.print(lines.join("\n"));
  return 0;
}

/** @throws {Error} that names the folder, where the system does not let it be done */
async function putInto(
  folder: string,
  files: Parameters<typeof plan>[1],
  dryRun: boolean,
): Promise<readonly Step[]> {
  try {
    const manifest = await readManifest(folder);
    const steps = await plan(folder, files, manifest);
    if (!dryRun) await apply(folder, steps, manifest);
    return steps;
  } catch (cause) {
    // What is said here names the folder by itself.
    if (cause instanceof Error && cause.constructor === Error) throw cause;
    // Such as below /proc, whatever permissions there are.
    const why = cause instanceof Deno.errors.NotCapable
      ? "that is the system's own"
      : messageOf(cause);
    throw new Error(`Cannot install into "${folder}": ${why}`, { cause });
  }
}

async function findAll(
  { cwd }: Process,
  { folder, names }: InstallOptions,
  probes: Probes,
): Promise<Wrapped[]> {
  const options: FindRealOptions = { probes, cwd, folder, list: filesIn };
  const given = names.length > 0 ? names : await usualNames(options);
  if (given.length === 0) {
    throw new Error("Cannot find a Python on PATH: put one there first");
  }
  return await Promise.all(given.map(async (name) => {
    const real = await findReal(name, options);
    if (real !== undefined) return { name, real };
    throw new Error(`Cannot wrap "${name}": no such interpreter on PATH`);
  }));
}

async function wanted(
  wrapped: readonly Wrapped[],
  { folder, client, powershell }: InstallOptions,
  probes: Probes,
): Promise<Wanted[]> {
  await check(client);
  const link = await clientLink(client, folder);
  const shims = wrapped.flatMap(({ name, real }) =>
    // The wrapper for PowerShell starts no batch files.
    shimsFor(name, { os: OS, powershell: powershell && /\.exe$/i.test(real) })
  );
  const paths = wrapped.map(({ real }) => real);
  return [
    ...link === undefined ? [] : [link],
    ...await Promise.all(shims.map(async ({ file, text }) => ({
      file,
      state: await fingerprint.ofBytes(new TextEncoder().encode(text)),
      make: (path: string) => Deno.writeTextFile(path, text, { mode: 0o755 }),
    }))),
    // The wrappers for Windows look at names alone.
    ...OS === "windows" ? [] : [await programsFile({ probes, folder, paths })],
  ];
}

async function check(client: string): Promise<void> {
  const info = await Deno.stat(client).catch(() => undefined);
  if (info?.isFile !== true) {
    throw new Error(`Cannot install "${client}": there is no such file`);
  }
}

function describe(
  { file, action }: Step,
  wrapped: readonly Wrapped[],
  dryRun: boolean,
): string {
  const { real } =
    wrapped.find(({ name }) =>
      shimsFor(name, { os: OS, powershell: true })
        .some((shim) => shim.file === file)
    ) ?? {};
  const what = real !== undefined
    ? `runs ${real}`
    : file === PROGRAMS_FILE
    ? "which of these are programs"
    : "the client";
  const how = {
    write: "",
    replace: dryRun ? ", in place of an older one" : ", replaced",
    keep: ", already there",
  };
  return `${file}: ${what}${how[action]}`;
}

function sayPath(
  { environment }: Process,
  folder: string,
  wrapped: readonly Wrapped[],
): string[] {
  const place = placeOnPath(OS, {
    path: environment("PATH") ?? "",
    folder,
    interpreters: wrapped.map(({ real }) => dirname(real)),
  });
  if (place === "first") {
    return ["PATH has it before the interpreters already."];
  }
  const hints = pathHints(OS, folder);
  return [
    place === "absent"
      ? "PATH does not have it yet. What puts it first, here or in the file that your shell reads:"
      : "PATH has it behind an interpreter. What puts it first, here or in the file that your shell reads:",
    ...hints.map(({ shell, line }) => `  ${shell}: ${line}`),
  ];
}

async function filesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}
