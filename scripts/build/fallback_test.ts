import { assertEquals, assertRejects } from "@std/assert";
import { getFallback } from "./fallback.ts";
import { TempFolder } from "./temp_folder.ts";

/** A header, and no sections. */
const SMALLEST_ELF = new Uint8Array(64);
SMALLEST_ELF.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);

Deno.test("getFallback() uses no package whose base runtime has another hash", async () => {
  await using folder = await TempFolder.make();
  const asked: string[] = [];
  const error = await assertRejects(
    () =>
      getFallback(folder.path, ({ name, version }) => {
        asked.push(`${name}@${version}`);
        return Promise.resolve(SMALLEST_ELF);
      }),
    Error,
  );
  assertEquals(asked.length, 2);
  for (const each of asked) assertEquals(error.message.includes(each), true);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});
