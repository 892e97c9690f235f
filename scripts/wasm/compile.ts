/** AssemblyScript to a TypeScript module that carries the WebAssembly. */
import { join } from "@std/path";

/** The files of `lib/wasm/assembly/` that are modules of their own, and what memory each has. */
export const MODULES = {
  event_check: { memoryPages: 15, maximumPages: 15 },
  uuid_scan: { memoryPages: 128, maximumPages: 128 },
  byte_search: { memoryPages: 18, maximumPages: 18 },
  column_scan: { memoryPages: 290, maximumPages: 1600 },
} as const;

export type ModuleName = keyof typeof MODULES;

/**
 * The compiler. Not among the project's packages, all of which every start from source downloads:
 * it takes 100 MB. So this is run without the lock file.
 */
const COMPILER: string = "npm:assemblyscript@0.28.20/asc";

/** What is used of the compiler. */
interface Compiler {
  main(
    args: readonly string[],
    system: {
      readonly readFile: (name: string) => string | null;
      readonly writeFile: (name: string, contents: string | Uint8Array) => void;
      readonly listFiles: () => string[];
    },
  ): Promise<{
    readonly error: Error | null;
    readonly stderr: { toString(): string };
  }>;
}

/** A line of the module, in characters, so that a difference can be looked at. */
const LINE_LENGTH = 96;

/**
 * @returns the text of a module that exports the compiled bytes, Base64, as `WASM`
 * @throws {Error} with all that the compiler said
 */
export async function compileAssembly(
  folder: string,
  name: ModuleName,
): Promise<string> {
  const asc = await import(COMPILER) as Compiler;
  let binary: Uint8Array | undefined;
  const { memoryPages, maximumPages } = MODULES[name];
  const { error, stderr } = await asc.main([
    `${name}.ts`,
    "--outFile=module.wasm",
    "-O3",
    "--noAssert",
    "--runtime=stub",
    "--enable=simd",
    `--initialMemory=${memoryPages}`,
    `--maximumMemory=${maximumPages}`,
  ], {
    readFile: (file) => readIfThere(join(folder, file)),
    writeFile(_file, contents) {
      binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) {
    throw new Error(`Cannot compile "${name}.ts": ${stderr.toString()}`, {
      cause: error,
    });
  }
  return moduleOf(name, binary);
}

/** The compiler asks for files that are not there, and takes `null` for an answer. */
function readIfThere(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function moduleOf(name: string, binary: Uint8Array): string {
  const base64 = binary.toBase64();
  const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return [
    `/** Made by \`task wasm\` out of \`assembly/${name}.ts\`: WebAssembly, Base64. */`,
    "// deno-fmt-ignore-file",
    "export const WASM =",
    lines.map((line) => `  "${line}"`).join(" +\n") + ";",
    "",
  ].join("\n");
}
