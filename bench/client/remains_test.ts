import { assertEquals, assertMatch } from "@std/assert";
import { processStat } from "./proc_stat.ts";
import { lookAt, remainsSince, zombiesOf } from "./remains.ts";

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "zombiesOf() names a process for which its parent never asks",
  ignore,
  fn: async () => {
    // The one that replaces the shell knows of no child, and ends with its input.
    const parent = new Deno.Command("/bin/sh", {
      args: ["-c", "echo & echo; exec cat"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const parents = new Set([parent.pid]);
    const end = Date.now() + 30_000;
    while (zombiesOf(parents).length === 0 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const found = zombiesOf(parents);
    assertEquals(found.length, 1);
    assertMatch(found[0]!, new RegExp(`^sh \\d+ of ${parent.pid}$`));
    await parent.stdin.close();
    await parent.output();
    assertEquals(processStat(parent.pid), undefined);
  },
});

Deno.test({
  name:
    "remainsSince() has the descriptors and files that are new, and no others",
  ignore,
  fn: () => {
    const folder = Deno.makeTempDirSync();
    const [old, added] = [`${folder}/old`, `${folder}/new`];
    Deno.writeTextFileSync(old, "");
    const before = lookAt([folder]);
    {
      using _open = Deno.openSync(added, { write: true, createNew: true });
      using _again = Deno.openSync(added);
      const { descriptors, files } = remainsSince(before, [folder]);
      assertEquals(descriptors, [added, added]);
      assertEquals(files, [added]);
    }
    Deno.removeSync(old);
    assertEquals(remainsSince(before, [folder]).descriptors, []);
    assertEquals(remainsSince(before, [folder]).files, [added]);
    Deno.removeSync(folder, { recursive: true });
  },
});
