import { assertEquals } from "@std/assert";
import { HEAP_FLAGS } from "../scripts/build/programs.ts";
import { collectGarbageSoon, isLarge } from "./collect_garbage.ts";
import { collectionsOf } from "./testing/collections.ts";

Deno.test("collectGarbageSoon() collects once", async () => {
  assertEquals(await collectionsOf(collectGarbageSoon), 1);
});

Deno.test("collectGarbageSoon() does nothing where the runtime does not let it", () => {
  assertEquals("gc" in globalThis, false);
  collectGarbageSoon();
});

Deno.test("garbage is collected for 16 MiB and more", () => {
  assertEquals([0, 2 ** 24 - 1, 2 ** 24].map(isLarge), [false, false, true]);
});

Deno.test("what the server is started with lets it and its threads collect garbage", async () => {
  const thread = "postMessage(typeof gc)";
  const program = `
    const url = "data:text/javascript," + encodeURIComponent(${
    JSON.stringify(thread)
  });
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }) => {
      console.log(typeof gc, data);
      worker.terminate();
    };`;
  const url = `data:text/javascript,${encodeURIComponent(program)}`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", HEAP_FLAGS, url],
    stdin: "null",
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "function function\n");
});
