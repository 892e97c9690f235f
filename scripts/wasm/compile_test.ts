import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

Deno.test("the committed WebAssembly is what its sources compile to", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-lock", "scripts/wasm.ts", "--check"],
    cwd: fromFileUrl(new URL("../../", import.meta.url)),
    stdin: "null",
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
});
