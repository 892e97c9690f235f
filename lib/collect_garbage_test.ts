import { assert, assertEquals } from "@std/assert";
import { HEAP_FLAGS } from "../scripts/build/programs.ts";

const MODULE = new URL("./collect_garbage.ts", import.meta.url).href;

/** Drops 20 MiB, and says whether they were collected within a second. */
const PROGRAM = `
import { collectGarbageSoon } from ${JSON.stringify(MODULE)};
let isGone = false;
const registry = new FinalizationRegistry(() => isGone = true);
(() => registry.register(new ArrayBuffer(20 * 1024 * 1024), ""))();
collectGarbageSoon();
const deadlineMs = performance.now() + 1000;
while (!isGone && performance.now() < deadlineMs) {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log(isGone);
`;

for (
  const { flags, isGone } of [
    { flags: [HEAP_FLAGS], isGone: true },
    { flags: [], isGone: false },
  ]
) {
  Deno.test(
    `collectGarbageSoon() ${
      isGone ? "collects" : "does nothing without"
    } what the server is started with`,
    async () => {
      const { success, stdout, stderr } = await new Deno.Command(
        Deno.execPath(),
        {
          args: [
            "run",
            "--quiet",
            "--no-config",
            `--allow-read=${new URL(".", import.meta.url).pathname}`,
            ...flags,
            `data:text/javascript,${encodeURIComponent(PROGRAM)}`,
          ],
          stdin: "null",
        },
      ).output();
      assert(success, new TextDecoder().decode(stderr));
      assertEquals(new TextDecoder().decode(stdout).trim(), `${isGone}`);
    },
  );
}
