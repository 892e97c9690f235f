/**
 * Compiles the AssemblyScript in `lib/wasm/assembly/` to the modules beside it: `task wasm`.
 *
 * What it writes is committed: neither the build nor a start needs the compiler.
 */
import { fromFileUrl, join } from "@std/path";
import { compileAssembly, type ModuleName, MODULES } from "./wasm/compile.ts";

const FOLDER = fromFileUrl(new URL("../lib/wasm/", import.meta.url));

for (const name of Object.keys(MODULES) as ModuleName[]) {
  const source = await compileAssembly(join(FOLDER, "assembly"), name);
  await Deno.writeTextFile(join(FOLDER, `${name}.wasm.ts`), source);
  console.log(`lib/wasm/${name}.wasm.ts  ${source.length} characters`);
}
