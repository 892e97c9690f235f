/** What turns bundled JavaScript into an executable: a Deno, and the base runtime it embeds. */
import { join } from "@std/path";
import { FALLBACK_TARGET, getFallback } from "./fallback.ts";
import { hostTarget, type Target } from "./targets.ts";

/** One way to compile. */
export interface Compiler {
  /** A line for people, where the way is not the usual one. */
  readonly note: string | undefined;
  readonly deno: string;
  /** Set for the compiler alone. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it has to download its base runtime first, unless it was downloaded before. */
  readonly downloads: boolean;
}

/** Where to look for compilers. */
export interface CompilerOptions {
  /** The path of the running Deno. */
  readonly deno: string;
  /** The value of `DENORT_BIN`. */
  readonly baseRuntime: string | undefined;
  /** Where files are kept between builds. */
  readonly cacheFolder: string;
}

/** The running Deno with its own base runtime, or with the one that `DENORT_BIN` names. */
export function ownCompiler(options: CompilerOptions): Compiler {
  const { deno, baseRuntime } = options;
  if (baseRuntime === undefined) {
    return { note: undefined, deno, env: {}, downloads: true };
  }
  return {
    note: `Base runtime: "${baseRuntime}", as DENORT_BIN says`,
    deno,
    env: { DENORT_BIN: baseRuntime },
    downloads: false,
  };
}

/** The pair out of npm packages; `undefined` where there is none for `target` on this machine. */
export async function fallbackCompiler(
  target: Target,
  options: CompilerOptions,
): Promise<Compiler | undefined> {
  if (target !== FALLBACK_TARGET || hostTarget() !== FALLBACK_TARGET) {
    return undefined;
  }
  const { base, compiler } = await getFallback(options.cacheFolder);
  return {
    note: `Deno cannot download its base runtime here: using 2.6.10's, out of ${
      base.source ?? "an npm package, kept from an earlier build"
    } (SHA-256 checked)`,
    deno: compiler.path,
    env: {
      DENORT_BIN: base.path,
      // Another Deno's cache is not for this older one to write to.
      DENO_DIR: join(options.cacheFolder, "deno-dir"),
    },
    downloads: false,
  };
}
