import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { bundleProgram } from "./bundle.ts";
import { run } from "./run.ts";
import { TempFolder } from "./temp_folder.ts";

const ENTRY = `
const { use } = await import("./part.ts");
await use();
`;

/** Each is named once, right after it is declared: what a minifier likes to put in its place. */
const PART = `
const take = async (name: string) => {
  await Promise.resolve();
  return { [Symbol.dispose]: () => console.log("gave back", name) };
};
export async function use() {
  {
    using lock = await take("in a block");
    if (lock === undefined) return;
    console.log("block");
  }
  for (let turn = 0; turn < 1; turn++) {
    using lock = await take("in a loop");
    if (lock === undefined) continue;
    console.log("turn");
  }
  console.log("end");
}
`;

Deno.test("bundleProgram() keeps what is given back at the end of a block", async () => {
  await using folder = await TempFolder.make();
  const root = join(folder.path, "source");
  await Deno.mkdir(root);
  await Deno.writeTextFile(join(root, "deno.json"), "{}");
  await Deno.writeTextFile(join(root, "main.ts"), ENTRY);
  await Deno.writeTextFile(join(root, "part.ts"), PART);
  const deno = Deno.execPath();
  const script = await bundleProgram({
    deno,
    root,
    entry: "main.ts",
    lazy: ["part.ts"],
    folder: join(folder.path, "bundle"),
  });
  const { isOk, stdout } = await run(deno, {
    args: ["run", "--quiet", script],
    cwd: root,
    timeoutMs: 60_000,
  });
  assertEquals({ isOk, lines: stdout.trimEnd().split("\n") }, {
    isOk: true,
    lines: [
      "block",
      "gave back in a block",
      "turn",
      "gave back in a loop",
      "end",
    ],
  });
});
