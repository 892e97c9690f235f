import { assertEquals, assertRejects } from "@std/assert";
import { fakeProbes } from "./fake_probes.ts";
import { rememberRuns } from "./remember_runs.ts";

Deno.test("rememberRuns() runs the same command once, and another one too", async () => {
  const probes = fakeProbes({ answers: { "a b": "1", "c": "2" } });
  const { run } = rememberRuns(probes);
  const options = { timeoutMs: 100 };
  const answers = await Promise.all([
    run(["a", "b"], options),
    run(["a", "b"], options),
    run(["c"], options),
    run(["a", "b"], { ...options, environment: { D: "1" } }),
  ]);
  assertEquals(answers, ["1", "1", "2", "1"]);
  assertEquals(probes.ran.length, 3);
});

Deno.test("rememberRuns() remembers a failure", async () => {
  const probes = fakeProbes();
  const { run } = rememberRuns(probes);
  await assertRejects(() => run(["a"], { timeoutMs: 100 }));
  await assertRejects(() => run(["a"], { timeoutMs: 100 }));
  assertEquals(probes.ran.length, 1);
});
