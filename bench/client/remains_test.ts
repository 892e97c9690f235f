import { assertEquals, assertMatch } from "@std/assert";
import { eventually } from "../../lib/testing/eventually.ts";
import { processStat } from "./proc_stat.ts";
import { lookAt, remainsSince, zombiesOf } from "./remains.ts";

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "zombiesOf() names a process for which its parent never asks",
  ignore,
  fn: async () => {
    // Its child ends with a line of input, when what has replaced the shell knows of no child.
    const parent = new Deno.Command("/bin/sh", {
      args: ["-c", "exec 3<&0; read -r _ <&3 & exec sleep 1000"],
      stdin: "piped",
    }).spawn();
    const parents = new Set([parent.pid]);
    await eventually(() => processStat(parent.pid)?.name === "sleep");
    assertEquals(zombiesOf(parents), []);
    const writer = parent.stdin.getWriter();
    await writer.write(new TextEncoder().encode("\n"));
    await writer.close();
    await eventually(() => zombiesOf(parents).length > 0);
    assertMatch(
      zombiesOf(parents).join(),
      new RegExp(`^sh \\d+ of ${parent.pid}$`),
    );
    parent.kill();
    await parent.status;
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
