import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { DamageError, readBounded } from "./files.ts";
import { TestFolder } from "./fixtures.ts";

Deno.test("readBounded() gives the text of a file, and says what is wrong with one", () => {
  using test = new TestFolder();
  const path = join(test.path, "file");
  assertEquals(readBounded(path, 3), undefined);
  Deno.writeTextFileSync(path, "é\n");
  assertEquals(readBounded(path, 3), "é\n");
  assertThrows(() => readBounded(path, 2), DamageError, "has 3 bytes");
  Deno.writeFileSync(path, Uint8Array.of(0xff));
  assertThrows(() => readBounded(path, 3), DamageError, "is not UTF-8");
  assertThrows(() => readBounded(test.path, 3), Error, "is no file");
});

Deno.test({
  name: "readBounded() waits for nobody who writes into a pipe",
  ignore: Deno.build.os === "windows",
  fn() {
    using test = new TestFolder();
    const path = join(test.path, "pipe");
    const { success } = new Deno.Command("mkfifo", { args: [path] })
      .outputSync();
    assertEquals(success, true);
    assertThrows(() => readBounded(path, 100), Error, "is no file");
  },
});
