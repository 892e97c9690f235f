import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TestFolder } from "./fixtures.ts";
import { isOwnFolder, makeOwnFolder } from "./own_folder.ts";

const userId = Deno.uid();
const isRoot = userId === 0;
const ANOTHER = 54_321;

function test(
  name: string,
  run: (folder: TestFolder) => void,
  ignore = userId === null,
) {
  Deno.test({
    name: `makeOwnFolder() ${name}`,
    ignore,
    fn: () => {
      using folder = new TestFolder();
      run(folder);
    },
  });
}

test("makes a folder, and those above it, that nobody else may look into", ({ path }) => {
  const folder = join(path, "state", "pyanalytics", "outbox");
  assertEquals(makeOwnFolder({ folder }, userId), true);
  for (const made of [folder, join(folder, ".."), join(folder, "..", "..")]) {
    assertEquals(Deno.statSync(made).mode! & 0o777, 0o700, made);
  }
  assertEquals(makeOwnFolder({ folder }, userId), true);
});

test("makes none in a folder that a file stands in for", ({ path }) => {
  Deno.writeTextFileSync(join(path, "home"), "");
  const folder = join(path, "home", "outbox");
  assertEquals(makeOwnFolder({ folder }, userId), false);
});

test("makes no shared folder, which is for the administrator", ({ path }) => {
  const shared = join(path, "shared");
  const place = { folder: join(shared, "1"), shared };
  assertEquals(makeOwnFolder(place, userId), false);
  Deno.mkdirSync(shared);
  Deno.chmodSync(shared, 0o1777);
  assertEquals(makeOwnFolder(place, userId), true);
});

test("uses no shared folder in which everybody may swap what is another's", ({ path }) => {
  const shared = join(path, "shared");
  Deno.mkdirSync(shared);
  Deno.chmodSync(shared, 0o777);
  const place = { folder: join(shared, "1"), shared };
  assertEquals(makeOwnFolder(place, userId), false);
});

test("follows no link that somebody put in its place", ({ path }) => {
  Deno.mkdirSync(join(path, "elsewhere"));
  Deno.symlinkSync(join(path, "elsewhere"), join(path, "outbox"));
  const folder = join(path, "outbox");
  assertEquals(makeOwnFolder({ folder }, userId), false);
});

test("uses none in which others may write", ({ path }) => {
  for (const mode of [0o770, 0o707]) {
    const folder = join(path, `outbox-${mode}`);
    Deno.mkdirSync(folder);
    Deno.chmodSync(folder, mode);
    assertEquals(makeOwnFolder({ folder }, userId), false);
  }
});

test("uses none of another user's", ({ path }) => {
  const folder = join(path, "outbox");
  Deno.mkdirSync(folder, { mode: 0o700 });
  Deno.chownSync(folder, ANOTHER, ANOTHER);
  assertEquals(makeOwnFolder({ folder }, userId), false);
}, !isRoot);

test(
  "makes none in another user's home, as root that sudo left it",
  ({ path }) => {
    const home = join(path, "home");
    Deno.mkdirSync(home);
    Deno.chownSync(home, ANOTHER, ANOTHER);
    const folder = join(home, ".local", "state", "outbox");
    assertEquals(makeOwnFolder({ folder }, userId), false);
    assertEquals(Array.from(Deno.readDirSync(home)), []);
  },
  !isRoot,
);

Deno.test("isOwnFolder() asks for no owner where the system numbers no users", () => {
  using folder = new TestFolder();
  assertEquals(isOwnFolder(folder.path, null), true);
  assertEquals(isOwnFolder(join(folder.path, "not"), null), false);
});
