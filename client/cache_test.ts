import { assertEquals } from "@std/assert";
import { createCache } from "./cache.ts";
import { cacheFolder } from "./cache_folder.ts";

const { os } = Deno.build;
const isUnix = os !== "windows";

async function inHome(work: (home: string) => Promise<void>) {
  const home = await Deno.makeTempDir();
  try {
    await work(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function cacheIn(home: string, userId = Deno.uid()) {
  return createCache({ folder: `${home}/a/cache`, home, os, userId });
}

Deno.test("createCache() returns what was kept for the same parts, and nothing for others", () =>
  inHome(async (home) => {
    const cache = cacheIn(home);
    assertEquals(await cache.get(["a", 1]), undefined);
    await cache.set(["a", 1], { b: [2] });
    await cache.set(["a", 2], "other");
    assertEquals(await cacheIn(home).get(["a", 1]), { b: [2] });
    assertEquals(await cache.get(["a"]), undefined);
  }));

Deno.test("createCache() takes a damaged file for none", () =>
  inHome(async (home) => {
    const cache = cacheIn(home);
    await cache.set(["a"], 1);
    for await (const { name } of Deno.readDir(`${home}/a/cache`)) {
      await Deno.writeTextFile(`${home}/a/cache/${name}`, '{"b": ');
    }
    assertEquals(await cache.get(["a"]), undefined);
    await cache.set(["a"], 2);
    assertEquals(await cache.get(["a"]), 2);
  }));

Deno.test("createCache() keeps 64 files, and clears away what a killed process left", () =>
  inHome(async (home) => {
    const cache = cacheIn(home);
    await cache.set(["first"], 1);
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    const [first] = [...Deno.readDirSync(`${home}/a/cache`)];
    await Deno.utime(`${home}/a/cache/${first!.name}`, old, old);
    for (
      const [name, time] of [["old.new", old], [
        "young.new",
        new Date(),
      ]] as const
    ) {
      await Deno.writeTextFile(`${home}/a/cache/${name}`, "");
      await Deno.utime(`${home}/a/cache/${name}`, time, time);
    }
    for (let at = 0; at < 64; at++) await cache.set([at], at);
    const names = [...Deno.readDirSync(`${home}/a/cache`)].map(({ name }) =>
      name
    );
    assertEquals(names.filter((name) => name.endsWith(".json")).length, 64);
    assertEquals(names.filter((name) => name.endsWith(".new")), ["young.new"]);
    assertEquals(await cache.get(["first"]), undefined);
  }));

Deno.test("createCache() keeps nothing that is very long", () =>
  inHome(async (home) => {
    const cache = cacheIn(home);
    await cache.set(["a"], "x".repeat(300_000));
    assertEquals(await cache.get(["a"]), undefined);
  }));

Deno.test({
  name: "createCache() leaves another user's home alone",
  ignore: !isUnix,
  fn: () =>
    inHome(async (home) => {
      await cacheIn(home, Deno.uid()! + 1).set(["a"], 1);
      assertEquals([...Deno.readDirSync(home)], []);
    }),
});

Deno.test({
  name: "createCache() follows no link in place of its folder",
  ignore: !isUnix,
  fn: () =>
    inHome(async (home) => {
      await Deno.mkdir(`${home}/a`);
      await Deno.mkdir(`${home}/elsewhere`);
      await Deno.symlink(`${home}/elsewhere`, `${home}/a/cache`);
      await cacheIn(home).set(["a"], 1);
      assertEquals([...Deno.readDirSync(`${home}/elsewhere`)], []);
    }),
});

Deno.test({
  name: "createCache() lets nobody else read what it keeps",
  ignore: !isUnix,
  fn: () =>
    inHome(async (home) => {
      await cacheIn(home).set(["a"], 1);
      const folder = `${home}/a/cache`;
      const [file] = [...Deno.readDirSync(folder)];
      const modes = [folder, `${folder}/${file!.name}`].map((path) =>
        Deno.statSync(path).mode! & 0o777
      );
      assertEquals(modes, [0o700, 0o600]);
    }),
});

const FOLDERS: [
  os: typeof Deno.build.os,
  variables: Record<string, string>,
  folder: string | undefined,
][] = [
  ["linux", { HOME: "/home/zoe" }, "/home/zoe/.cache/pyanalytics"],
  ["linux", { HOME: "/h", XDG_CACHE_HOME: "/big" }, "/big/pyanalytics"],
  ["linux", { HOME: "/h", XDG_CACHE_HOME: "big" }, "/h/.cache/pyanalytics"],
  ["linux", {}, undefined],
  ["darwin", { HOME: "/Users/zoe" }, "/Users/zoe/Library/Caches/pyanalytics"],
  [
    "windows",
    { LOCALAPPDATA: "C:\\Users\\zoe\\AppData\\Local" },
    "C:\\Users\\zoe\\AppData\\Local\\pyanalytics\\cache",
  ],
  ["windows", {}, undefined],
];

for (const [os, variables, folder] of FOLDERS) {
  Deno.test(`cacheFolder() on ${os} with ${JSON.stringify(variables)}`, () => {
    assertEquals(cacheFolder(os, (name) => variables[name])?.folder, folder);
  });
}
