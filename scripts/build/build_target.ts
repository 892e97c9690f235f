/** Builds all executables for one target, in whichever way works here. */
import { join, relative } from "@std/path";
import { BaseUnavailableError, compile } from "./compile.ts";
import {
  type Compiler,
  type CompilerOptions,
  fallbackCompiler,
  ownCompiler,
} from "./compiler.ts";
import { flagsFor, type Program } from "./programs.ts";
import { executableName, type Target } from "./targets.ts";

/** A program that is bundled already. */
export interface BundledProgram {
  readonly name: Program["name"];
  readonly permissions: Program["permissions"];
  /** The path of the bundled entry. */
  readonly script: string;
  /** The paths of its bundled threads. */
  readonly workers: readonly string[];
}

/** What to build, where to, and with what. */
export interface BuildTargetOptions {
  readonly target: Target;
  readonly programs: readonly BundledProgram[];
  /** The folder for the executables. */
  readonly output: string;
  readonly compilers: CompilerOptions;
  /** Told a line for each thing that a person should know. */
  readonly say: (line: string) => void;
}

/**
 * Builds every program. The running Deno's own way comes first, then the fallback.
 *
 * @throws {Error} where neither works, or a program does not compile
 */
export async function buildTarget(options: BuildTargetOptions): Promise<void> {
  try {
    await compileAll(ownCompiler(options.compilers), options);
  } catch (error) {
    if (!(error instanceof BaseUnavailableError)) throw error;
    const fallback = await fallbackCompiler(options.target, options.compilers);
    if (fallback === undefined) {
      throw new Error(
        `Cannot build for ${options.target}: no base runtime: ` +
          `${error.message}; set DENORT_BIN to one of this Deno's version`,
        { cause: error },
      );
    }
    await compileAll(fallback, options);
  }
}

async function compileAll(
  compiler: Compiler,
  { target, programs, output, say }: BuildTargetOptions,
): Promise<void> {
  if (compiler.note !== undefined) say(compiler.note);
  for (const program of programs) {
    const path = join(output, executableName(program.name, target));
    const startedAt = performance.now();
    await compile({
      compiler,
      script: program.script,
      target,
      flags: [
        ...flagsFor(program, target),
        ...program.workers.map((path) => `--include=${path}`),
      ],
      output: path,
    });
    const { size } = await Deno.stat(path);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`${relative(".", path)}  ${(size / 1e6).toFixed(1)} MB, ${seconds} s`);
  }
}
