import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { checkedFile, type FileSource } from "./checked_file.ts";
import { sha256 } from "./sha256.ts";
import { TempFolder } from "./temp_folder.ts";

const RIGHT = new TextEncoder().encode("the right bytes");
const WRONG = new TextEncoder().encode("other bytes");

function source(
  name: string,
  result: Uint8Array<ArrayBuffer> | Error,
): FileSource {
  return {
    name,
    read: () =>
      result instanceof Error
        ? Promise.reject(result)
        : Promise.resolve(result),
  };
}

async function options(folder: TempFolder, sources: FileSource[]) {
  return {
    folder: join(folder.path, "cache"),
    name: "base",
    sha256: await sha256(RIGHT),
    sources,
  };
}

const UNUSED = source("unused", new Error("must not be asked"));

Deno.test("checkedFile() keeps what the first source gives, and asks none the next time", async () => {
  await using folder = await TempFolder.make();
  const first = await checkedFile(
    await options(folder, [source("one", RIGHT), UNUSED]),
  );
  assertEquals(first.source, "one");
  assertEquals(await Deno.readFile(first.path), RIGHT);
  const second = await checkedFile(await options(folder, [UNUSED]));
  assertEquals(second, { path: first.path, source: undefined });
  const names = Array.from(
    Deno.readDirSync(join(folder.path, "cache")),
    ({ name }) => name,
  );
  assertEquals(names, ["base"]);
});

Deno.test("checkedFile() goes on to the next source after a failure or a wrong hash", async () => {
  await using folder = await TempFolder.make();
  const file = await checkedFile(
    await options(folder, [
      source("gone", new Error("404")),
      source("changed", WRONG),
      source("three", RIGHT),
    ]),
  );
  assertEquals(file.source, "three");
});

Deno.test("checkedFile() replaces a kept file whose hash is no longer right", async () => {
  await using folder = await TempFolder.make();
  const { path } = await checkedFile(
    await options(folder, [source("one", RIGHT)]),
  );
  await Deno.writeFile(path, WRONG);
  const again = await checkedFile(
    await options(folder, [source("two", RIGHT)]),
  );
  assertEquals(again.source, "two");
  assertEquals(await Deno.readFile(path), RIGHT);
});

Deno.test("checkedFile() refuses wrong bytes, saying both hashes and every source", async () => {
  await using folder = await TempFolder.make();
  const all = await options(folder, [
    source("gone", new Error("404")),
    source("changed", WRONG),
  ]);
  await assertRejects(
    () => checkedFile(all),
    Error,
    `Cannot get base: gone: 404; changed: its SHA-256 must be ${all.sha256}, got ${await sha256(
      WRONG,
    )}: not used`,
  );
  assertEquals([...Deno.readDirSync(folder.path)], []);
});
