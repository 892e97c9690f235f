/** README's first command: what a newcomer sees. */
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

Deno.test({
  name:
    "task demo shows this machine and the fleet, serves until Ctrl-C, and leaves nothing",
  ignore: Deno.build.os === "windows",
  async fn() {
    const temporary = Deno.makeTempDirSync();
    await using demo = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "scripts/demo.ts"],
      cwd: ROOT,
      env: { TMPDIR: temporary },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let text = "";
    for await (const part of demo.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      const origin = /^Look at (\S+)\/ /m.exec(text)?.[1];
      if (origin === undefined) continue;
      const response = await fetch(`${origin}/v1/count?group_by=tags.demo`);
      assertEquals((await response.json()).counts, { true: 1 });
      demo.kill("SIGINT");
    }
    assertEquals((await demo.status).code, 0);
    assertMatch(text, /^This machine: Delivered event \S+ to /m);
    assertMatch(
      text,
      /^By Python version\n(?: {2}\d\.\d+ +\d+ {2}[█▏▎▍▌▋▊▉]+\n)+/m,
    );
    assertMatch(text, /^By operating system\n {2}Linux +\d+ {2}█/m);
    assertEquals([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
    Deno.removeSync(temporary);
  },
});
