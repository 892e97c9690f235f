/** Compiles a bundled program into one executable file. */
import { basename, dirname, join } from "@std/path";
import type { Compiler } from "./compiler.ts";
import { DownloadWatch } from "./download_watch.ts";
import { run } from "./run.ts";
import { hostTarget, type Target } from "./targets.ts";

/** Long enough for a base runtime of 40 MB over a slow line. */
const TIMEOUT_MS = 15 * 60_000;

const START_TIMEOUT_MS = 30_000;

/** The compiler could not download its base runtime: no fault of the program's. */
export class BaseUnavailableError extends Error {
  override readonly name = "BaseUnavailableError";
}

/** What to compile. */
export interface CompileOptions {
  readonly compiler: Compiler;
  /** The bundled entry. */
  readonly script: string;
  readonly target: Target;
  readonly flags: readonly string[];
  /** The executable to make. */
  readonly output: string;
}

/**
 * Makes `output`, whole or not at all. Where it is for this machine, `output --version` is run
 * first, since a base runtime of another Deno compiles well and then does not start.
 *
 * @throws {BaseUnavailableError} where the base runtime cannot be downloaded
 * @throws {Error} for anything else, with all that Deno said
 */
export async function compile(options: CompileOptions): Promise<void> {
  const { output, target } = options;
  await Deno.mkdir(dirname(output), { recursive: true });
  // Beside the output, since a rename works within one file system only.
  const folder = await Deno.makeTempDir({
    dir: dirname(output),
    prefix: ".build-",
  });
  try {
    const made = join(folder, basename(output));
    await compileTo(made, options);
    if (target === hostTarget()) await checkStart(made, output);
    await Deno.rename(made, output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function compileTo(made: string, options: CompileOptions): Promise<void> {
  const { compiler, script, target, flags } = options;
  await using watch = new DownloadWatch();
  const result = await run(compiler.deno, {
    args: [
      "compile",
      "--no-config",
      "--no-lock",
      "--no-check",
      "--no-remote",
      "--no-npm",
      "--target",
      target,
      ...flags,
      "--output",
      made,
      script,
    ],
    cwd: dirname(script),
    env: compiler.env,
    timeoutMs: TIMEOUT_MS,
    signal: watch.signal,
    onErrorLine: (line) => watch.see(line),
  });
  if (result.isOk) return;
  const problem = watch.problem(result.stderr);
  if (compiler.downloads && problem !== undefined) {
    throw new BaseUnavailableError(problem);
  }
  throw new Error(
    `Cannot compile "${basename(made)}" (${result.ending}):\n${result.stderr}`,
  );
}

async function checkStart(made: string, output: string): Promise<void> {
  const result = await run(made, {
    args: ["--version"],
    clearEnv: true,
    timeoutMs: START_TIMEOUT_MS,
  });
  if (result.isOk) return;
  throw new Error(
    `Cannot use "${output}": it does not start (${result.ending}); ` +
      `a base runtime must be of the version that compiles it:\n${result.stderr}`,
  );
}
