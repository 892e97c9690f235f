/** The tests on Windows where there is none: they are ignored, and say why. */
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { CLIENTS } from "./client_process.ts";
import { TemporaryFolder } from "./server_process.ts";

const SOME = fromFileUrl(new URL("./windows/policy_test.ts", import.meta.url));

/** What the test runner says where nothing was prepared but what is in that folder. */
async function run(caches: string): Promise<{ code: number; text: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--no-check", SOME],
    env: {
      ...CLIENTS[0]!.environment,
      XDG_CACHE_HOME: caches,
      NO_COLOR: "1",
    },
    stderr: "null",
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

Deno.test({
  name:
    "where Wine is not prepared the tests on Windows are ignored, and say why",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using folder = new TemporaryFolder();
    const before = await run(folder.path);
    assertEquals(before.code, 0);
    assertMatch(
      before.text,
      /^windows: .* \(run \.ci\/wine\.sh first\) .*ignored/m,
    );
    Deno.mkdirSync(`${folder.path}/pyanalytics-wine`);
    Deno.writeTextFileSync(
      `${folder.path}/pyanalytics-wine/reason`,
      "no mirror\n",
    );
    const { code, text } = await run(folder.path);
    assertEquals(code, 0);
    assertMatch(text, /^windows: .* \(no mirror\) .*ignored/m);
    assertMatch(text, /^ok \| 0 passed \| 0 failed \| [1-9]\d* ignored/m);
  },
});
