import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../testing/eventually.ts";
import { hashSecret, isSameHash, newTokenSecret } from "./secret.ts";
import {
  changeTokens,
  readTokens,
  readTokenUses,
  type Token,
} from "./token_file.ts";
import { TokenRegistry } from "./token_registry.ts";

const NOW = new Date("2026-11-23T21:04:05.123Z");

class Bench implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  readonly reports: string[] = [];

  registry(): TokenRegistry {
    return new TokenRegistry({
      directory: this.directory,
      clock: () => NOW,
      report: (message) => this.reports.push(message),
      watchMs: 1,
    });
  }

  async add(name: string): Promise<string> {
    const secret = newTokenSecret();
    const sha256 = await hashSecret(secret);
    const token: Token = {
      name,
      rights: ["read"],
      sha256,
      created: NOW.toISOString(),
    };
    await changeTokens(this.directory, (tokens) => [...tokens, token]);
    return secret;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("a registry knows tokens that are added and removed while it runs", async () => {
  using bench = new Bench();
  const first = await bench.add("first");
  using registry = bench.registry();
  assertEquals((await registry.find(first))?.name, "first");
  const second = await bench.add("second");
  await eventually(() => registry.find(second));
  await changeTokens(
    bench.directory,
    (tokens) => tokens.filter(({ name }) => name !== "first"),
  );
  await eventually(() => registry.find(first), (found) => !found);
  assertEquals((await registry.find(second))?.name, "second");
  assertEquals(await registry.find("pya_unknown"), undefined);
  assertEquals(bench.reports, []);
});

Deno.test("a registry takes no token while their file is damaged, and says so once", async () => {
  using bench = new Bench();
  const secret = await bench.add("first");
  using registry = bench.registry();
  const path = join(bench.directory, "tokens.json");
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, `{"tokens":[{"name":"first"}]}`);
  await eventually(() => registry.find(secret), (found) => !found);
  assertEquals(bench.reports.length, 1);
  assertMatch(
    bench.reports[0]!,
    /^No token is taken: Cannot read tokens ".*": "tokens" has no token at 0$/,
  );
  Deno.writeTextFileSync(path, text);
  await eventually(() => registry.find(secret));
});

Deno.test("a registry cannot be opened over a damaged file", () => {
  using bench = new Bench();
  Deno.writeTextFileSync(join(bench.directory, "tokens.json"), "[");
  assertThrows(() => bench.registry(), Error, "Cannot read tokens");
});

Deno.test("the last use of a token outlives the registry, and goes with the token", async () => {
  using bench = new Bench();
  const [used, unused] = [await bench.add("used"), await bench.add("unused")];
  {
    using registry = bench.registry();
    await registry.find(used);
  }
  assertEquals(readTokenUses(bench.directory), {
    [await hashSecret(used)]: NOW.toISOString(),
  });
  await changeTokens(
    bench.directory,
    (tokens) => tokens.filter(({ name }) => name !== "used"),
  );
  {
    using registry = bench.registry();
    await registry.find(unused);
  }
  assertEquals(Object.keys(readTokenUses(bench.directory)), [
    await hashSecret(unused),
  ]);
});

Deno.test("tokens that are changed at once are changed one after another", async () => {
  using bench = new Bench();
  const names = Array.from({ length: 20 }, (_, each) => `token${each}`);
  await Promise.all(names.map((name) => bench.add(name)));
  assertEquals(
    readTokens(bench.directory).map(({ name }) => name).sort(),
    names.toSorted(),
  );
});

Deno.test({
  name: "the files of tokens are for their owner alone, and hold no secret",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using bench = new Bench();
    const secret = await bench.add("first");
    {
      using registry = bench.registry();
      await registry.find(secret);
    }
    const names = Array.from(
      Deno.readDirSync(bench.directory),
      ({ name }) => name,
    );
    assertEquals(names.sort(), [
      "token-uses.json",
      "tokens.json",
      "tokens.lock",
    ]);
    for (const name of names) {
      const path = join(bench.directory, name);
      assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
      assert(!Deno.readTextFileSync(path).includes(secret.slice(4)));
    }
  },
});

Deno.test("isSameHash() tells equal ones from all others", () => {
  assert(isSameHash("abc", "abc"));
  for (const other of ["abd", "bbc", "ab", "abcd", ""]) {
    assert(!isSameHash("abc", other));
    assert(!isSameHash(other, "abc"));
  }
});

Deno.test("isSameHash() looks at every character, wherever they differ", () => {
  const hash = "0".repeat(64);
  for (const at of [undefined, 0, 31, 63]) {
    const other = at === undefined
      ? hash
      : `${hash.slice(0, at)}1${hash.slice(at + 1)}`;
    const looked: number[] = [];
    const watched = Object.assign(Object(hash), {
      charCodeAt(index: number) {
        looked.push(index);
        return hash.charCodeAt(index);
      },
    });
    assertEquals(isSameHash(watched, other), at === undefined);
    assertEquals(looked, Array.from(hash, (_, index) => index));
  }
});
