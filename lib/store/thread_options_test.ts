import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { keepOnly } from "../permissions.ts";
import { threadOptions } from "./thread_options.ts";

/** Calls what it is sent by name, and answers whether it may. */
const TRIES = `
const tries = {
  read: (path) => Deno.readFileSync(path),
  write: (path) => Deno.writeFileSync(path, new Uint8Array()),
  make: (path) => Deno.mkdirSync(path, { recursive: true }),
  remove: (path) => Deno.removeSync(path),
  net: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  env: () => Deno.env.get("PATH"),
  sys: () => Deno.hostname(),
  run: (path) => new Deno.Command(path).outputSync(),
  ffi: () => Deno.dlopen(Deno.build.os, {}),
};
self.onmessage = ({ data }) => self.postMessage(data.map(([name, path]) => {
  try {
    tries[name](path);
    return "may";
  } catch (error) {
    return error.name === "NotCapable" ? "refused" : error.name;
  }
}));`;

type Try = readonly [name: string, path?: string];

/** What becomes of each in a thread with these options. */
async function answers(
  options: WorkerOptions,
  tries: readonly Try[],
): Promise<string[]> {
  const url = `data:text/javascript,${encodeURIComponent(TRIES)}`;
  const worker = new Worker(url, options);
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(tries);
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}

/** A folder with a file, and one beside it. */
class Folders implements Disposable {
  readonly #folder = Deno.makeTempDirSync();
  readonly journal = join(this.#folder, "journal");
  readonly cache = join(this.journal, "cache");
  readonly inside = join(this.journal, "inside");
  readonly outside = join(this.#folder, "outside");

  constructor() {
    Deno.mkdirSync(this.journal);
    for (const path of [this.inside, this.outside]) {
      Deno.writeTextFileSync(path, "");
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

Deno.test("a thread reads its folder, and may do nothing else", async () => {
  using folders = new Folders();
  const { journal, inside, outside } = folders;
  const found = await answers(threadOptions("test", { reads: journal }), [
    ["read", inside],
    ["read", outside],
    ["read", join(journal, "..", "outside")],
    ["write", inside],
    ["remove", inside],
    ["net"],
    ["env"],
    ["sys"],
    ["run", Deno.execPath()],
    ["ffi"],
  ]);
  assertEquals(found, ["may", ...Array(9).fill("refused")]);
});

Deno.test("a thread without a folder may do nothing", async () => {
  using folders = new Folders();
  const { inside } = folders;
  const found = await answers(threadOptions("test"), [
    ["read", inside],
    ["write", inside],
    ["net"],
    ["env"],
    ["sys"],
    ["run", Deno.execPath()],
    ["ffi"],
  ]);
  assertEquals(found, Array(7).fill("refused"));
});

Deno.test("a thread writes to its folder for that, which it may make itself", async () => {
  using folders = new Folders();
  const { journal, cache, inside, outside } = folders;
  const options = threadOptions("test", { reads: journal, writes: cache });
  const found = await answers(options, [
    ["make", cache],
    ["write", join(cache, "new")],
    ["remove", join(cache, "new")],
    ["write", inside],
    ["write", outside],
  ]);
  assertEquals(found, ["may", "may", "may", "refused", "refused"]);
});

Deno.test({
  name: "a thread reads what links in its folder lead to",
  // To make links takes a right on Windows.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folders = new Folders();
    const { journal, outside } = folders;
    const link = join(journal, "link");
    Deno.symlinkSync(outside, link);
    const options = threadOptions("test", { reads: journal });
    assertEquals(await answers(options, [["read", link]]), ["may"]);
  },
});

Deno.test("a folder named from the working directory is found from there", async () => {
  using folders = new Folders();
  const before = Deno.cwd();
  Deno.chdir(folders.journal);
  try {
    const options = threadOptions("test", { reads: "." });
    const tries: Try[] = [["read", "inside"], ["read", "../outside"]];
    assertEquals(await answers(options, tries), ["may", "refused"]);
  } finally {
    Deno.chdir(before);
  }
});

Deno.test({
  name:
    "keepOnly() gives up all kinds but those, and a thread gets none of them back",
  permissions: { read: true, write: true, net: true, env: true },
  fn: () => {
    keepOnly({ read: "this test" });
    const state = (name: "read" | "write" | "net" | "env") =>
      Deno.permissions.querySync({ name }).state;
    assertEquals(state("read"), "granted");
    for (const name of ["write", "net", "env"] as const) {
      assertEquals(state(name) === "granted", false);
    }
    const options = threadOptions("test", { reads: ".", writes: "." });
    assertThrows(
      () => new Worker("data:text/javascript,", options),
      Deno.errors.NotCapable,
    );
  },
});
