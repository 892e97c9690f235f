/**
 * Compiles the AssemblyScript in `lib/wasm/assembly/` to the modules beside it: `task wasm`. With
 * `--check` it writes nothing and fails where they are not what the sources compile to.
 *
 * What it writes is committed: neither the build nor a start needs the compiler.
 */
import { fromFileUrl, join } from "@std/path";
import { compileAssembly, type ModuleName, MODULES } from "./wasm/compile.ts";

const FOLDER = fromFileUrl(new URL("../lib/wasm/", import.meta.url));

for (const name of Object.keys(MODULES) as ModuleName[]) {
  const path = join(FOLDER, `${name}.wasm.ts`);
  const source = await compileAssembly(join(FOLDER, "assembly"), name);
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(path, source);
  } else if (await Deno.readTextFile(path) !== source) {
    console.error(`lib/wasm/${name}.wasm.ts is out of date: run "task wasm"`);
    Deno.exitCode = 1;
  }
}
