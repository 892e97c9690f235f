/** AssemblyScript to a TypeScript module that carries the WebAssembly. */
import { join } from "@std/path";
import asc from "assemblyscript/asc";

/** The files of `lib/wasm/assembly/` that are modules of their own, and what memory each has. */
export const MODULES = { event_check: { memoryPages: 5 } } as const;

export type ModuleName = keyof typeof MODULES;

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
  const { binary, error, stderr } = await asc.compileString({
    [`${name}.ts`]: await Deno.readTextFile(join(folder, `${name}.ts`)),
  }, {
    optimizeLevel: 3,
    shrinkLevel: 0,
    noAssert: true,
    runtime: "stub",
    enable: ["simd"],
    initialMemory: MODULES[name].memoryPages,
    maximumMemory: MODULES[name].memoryPages,
  });
  if (error || !binary) {
    throw new Error(`Cannot compile "${name}.ts": ${stderr.toString()}`, {
      cause: error,
    });
  }
  return moduleOf(name, binary);
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
