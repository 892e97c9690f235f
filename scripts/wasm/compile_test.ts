import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { compileAssembly, type ModuleName, MODULES } from "./compile.ts";

const FOLDER = fromFileUrl(new URL("../../lib/wasm/", import.meta.url));

for (const name of Object.keys(MODULES) as ModuleName[]) {
  Deno.test(`the committed ${name}.wasm.ts is what its source compiles to`, async () => {
    assertEquals(
      await Deno.readTextFile(join(FOLDER, `${name}.wasm.ts`)),
      await compileAssembly(join(FOLDER, "assembly"), name),
      "Run `deno task wasm`",
    );
  });
}
