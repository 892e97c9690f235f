import { assertEquals, assertRejects } from "@std/assert";
import { fakeCache } from "./fake_cache.ts";
import { fakeProbes } from "./fake_probes.ts";
import { keepRuns } from "./keep_runs.ts";
import { SourceTimes } from "./source_times.ts";

/** Times of a clock that is set by hand. */
function watching() {
  const clock = { nowMs: 100 };
  const times = new SourceTimes(() => clock.nowMs);
  const summary = () =>
    times.list().map(({ source, begunMs, tookMs }) => [
      source.words.join(" ") || source.kind,
      begunMs,
      tookMs,
    ]);
  return { clock, times, summary };
}

Deno.test("SourceTimes has each source once, from the first question to the last answer", async () => {
  const { clock, times, summary } = watching();
  const answer = Promise.withResolvers<string>();
  const probes = fakeProbes({ answers: { "id -un": () => answer.promise } });
  const ask = (group: string) =>
    times.probes(group, probes).run(["id", "-un"], { timeoutMs: 1 });
  const first = ask("username");
  clock.nowMs = 110;
  const second = ask("site.owner");
  clock.nowMs = 130;
  answer.resolve("zoe");
  assertEquals(await Promise.all([first, second]), ["zoe", "zoe"]);
  assertEquals(summary(), [["id -un", 100, 30]]);
  // What it does not take counts for nothing.
  clock.nowMs = 500;
  await ask("username");
  assertEquals(summary(), [["id -un", 100, 30]]);
  const [{ facts } = { facts: new Set() }] = times.list();
  assertEquals(
    [...facts],
    ["username", "username.*", "site.owner", "site.owner.*"],
  );
});

Deno.test("SourceTimes notes that a source had no answer, and passes its failure on", async () => {
  const { times } = watching();
  const probes = times.probes("username", fakeProbes());
  await assertRejects(
    () => probes.readText("/etc/passwd"),
    Deno.errors.NotFound,
  );
  assertEquals(probes.hostname(), "box");
  assertEquals(times.list().map(({ isFailed }) => isFailed), [true, false]);
});

Deno.test("SourceTimes tells commands that were run from those whose answer was kept", async () => {
  const cache = fakeCache();
  for (const isKept of [false, true]) {
    const { times } = watching();
    const probes = fakeProbes({ answers: { "hostname -f": "box.example\n" } });
    const options = { cache, startMs: 1 };
    const kept = keepRuns(times.withoutMemory(probes), options);
    await times.probes("hostfqdn", kept).run(["hostname", "-f"], {
      timeoutMs: 1,
      keep: { ms: 10, parts: [] },
    });
    assertEquals(times.list().map((time) => time.isKept), [isKept]);
  }
});
