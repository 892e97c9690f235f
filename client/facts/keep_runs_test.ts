import { assertEquals, assertRejects } from "@std/assert";
import { type FakeCache, fakeCache } from "./fake_cache.ts";
import { fakeProbes } from "./fake_probes.ts";
import { keepRuns } from "./keep_runs.ts";
import type { Keep } from "./probes.ts";

const KEEP: Keep = { ms: 1000, failureMs: 100, parts: ["box"] };

/** Asks as another process would, at a time. */
function ask(
  cache: FakeCache,
  startMs: number,
  { answer, keep = KEEP }: { answer?: string; keep?: Keep },
): Promise<string> {
  const answers = answer === undefined ? {} : { a: answer };
  const { run } = keepRuns(fakeProbes({ answers }), { cache, startMs });
  return run(["a"], { timeoutMs: 100, keep });
}

Deno.test("keepRuns() knows for a time what an earlier process was told", async () => {
  const cache = fakeCache();
  assertEquals(await ask(cache, 5000, { answer: "old" }), "old");
  assertEquals(await ask(cache, 5999, { answer: "new" }), "old");
  assertEquals(await ask(cache, 6000, { answer: "new" }), "new");
  // A clock that was set back.
  assertEquals(await ask(cache, 4000, { answer: "newer" }), "newer");
});

Deno.test("keepRuns() asks anew where something is different", async () => {
  const cache = fakeCache();
  await ask(cache, 0, { answer: "old" });
  const keep = { ...KEEP, parts: ["other"] };
  assertEquals(await ask(cache, 1, { answer: "new", keep }), "new");
});

Deno.test("keepRuns() asks nobody for a time where a command failed", async () => {
  const cache = fakeCache();
  await assertRejects(() => ask(cache, 0, {}));
  await assertRejects(() => ask(cache, 99, { answer: "a" }), Error, "lately");
  assertEquals(await ask(cache, 100, { answer: "a" }), "a");
});

Deno.test("keepRuns() tries again at once where failures are not kept", async () => {
  const cache = fakeCache();
  const keep = { ms: 1000, parts: [] };
  await assertRejects(() => ask(cache, 0, { keep }));
  assertEquals(await ask(cache, 0, { answer: "a", keep }), "a");
});

for (const damaged of [null, 7, "x", {}, { output: 1 }, { atMs: "now" }]) {
  Deno.test(`keepRuns() passes over a kept ${JSON.stringify(damaged)}`, async () => {
    const cache = fakeCache();
    await ask(cache, 0, { answer: "a" });
    for (const key of cache.entries.keys()) cache.entries.set(key, damaged);
    assertEquals(await ask(cache, 1, { answer: "b" }), "b");
  });
}
