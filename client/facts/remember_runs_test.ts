import { assertEquals, assertRejects } from "@std/assert";
import { type FakeCache, fakeCache } from "./fake_cache.ts";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import type { Keep } from "./probes.ts";
import { rememberRuns } from "./remember_runs.ts";

function remember(
  machine: FakeMachine,
  { cache = fakeCache(), startMs = 0 }: {
    cache?: FakeCache;
    startMs?: number;
  } = {},
) {
  const probes = fakeProbes(machine);
  const { run } = rememberRuns(probes, { cache, startMs });
  return { run, ran: probes.ran };
}

Deno.test("rememberRuns() runs the same command once, and another one too", async () => {
  const { run, ran } = remember({ answers: { "a b": "1", "c": "2" } });
  const options = { timeoutMs: 100 };
  const answers = await Promise.all([
    run(["a", "b"], options),
    run(["a", "b"], options),
    run(["c"], options),
    run(["a", "b"], { ...options, environment: { D: "1" } }),
  ]);
  assertEquals(answers, ["1", "1", "2", "1"]);
  assertEquals(ran.length, 3);
});

Deno.test("rememberRuns() remembers a failure", async () => {
  const { run, ran } = remember({});
  await assertRejects(() => run(["a"], { timeoutMs: 100 }));
  await assertRejects(() => run(["a"], { timeoutMs: 100 }));
  assertEquals(ran.length, 1);
});

const KEEP: Keep = { ms: 1000, failureMs: 100, parts: ["box"] };

/** Asks as another process would, at a time. */
function ask(
  cache: FakeCache,
  startMs: number,
  { answer, keep = KEEP }: { answer?: string; keep?: Keep },
): Promise<string> {
  const answers = answer === undefined ? {} : { a: answer };
  const { run } = remember({ answers }, { cache, startMs });
  return run(["a"], { timeoutMs: 100, keep });
}

Deno.test("rememberRuns() knows for a time what an earlier process was told", async () => {
  const cache = fakeCache();
  assertEquals(await ask(cache, 5000, { answer: "old" }), "old");
  assertEquals(await ask(cache, 5999, { answer: "new" }), "old");
  assertEquals(await ask(cache, 6000, { answer: "new" }), "new");
  // A clock that was set back.
  assertEquals(await ask(cache, 4000, { answer: "newer" }), "newer");
});

Deno.test("rememberRuns() asks anew where something is different", async () => {
  const cache = fakeCache();
  await ask(cache, 0, { answer: "old" });
  const keep = { ...KEEP, parts: ["other"] };
  assertEquals(await ask(cache, 1, { answer: "new", keep }), "new");
});

Deno.test("rememberRuns() asks nobody for a time where a command failed", async () => {
  const cache = fakeCache();
  await assertRejects(() => ask(cache, 0, {}));
  await assertRejects(() => ask(cache, 99, { answer: "a" }), Error, "lately");
  assertEquals(await ask(cache, 100, { answer: "a" }), "a");
});

Deno.test("rememberRuns() tries again at once where failures are not kept", async () => {
  const cache = fakeCache();
  const keep = { ms: 1000, parts: [] };
  await assertRejects(() => ask(cache, 0, { keep }));
  assertEquals(await ask(cache, 0, { answer: "a", keep }), "a");
});

for (const damaged of [null, 7, "x", {}, { output: 1 }, { atMs: "now" }]) {
  Deno.test(`rememberRuns() passes over a kept ${JSON.stringify(damaged)}`, async () => {
    const cache = fakeCache();
    await ask(cache, 0, { answer: "a" });
    for (const key of cache.entries.keys()) cache.entries.set(key, damaged);
    assertEquals(await ask(cache, 1, { answer: "b" }), "b");
  });
}
