import { assertEquals } from "@std/assert";
import { Latencies } from "./latencies.ts";

Deno.test("summary() has the middle, 99 of 100 and the longest, each no less than it was", () => {
  const latencies = new Latencies();
  for (let ms = 1; ms <= 1000; ms++) latencies.add(ms);
  assertEquals(latencies.count, 1000);
  assertEquals(latencies.countAbove(20), 980);
  assertEquals(latencies.summary(), {
    p50Ms: 500.01,
    p99Ms: 990.01,
    maxMs: 1000,
  });
});

Deno.test("summary() counts what is longer than any step, and what is negative", () => {
  const latencies = new Latencies();
  latencies.add(-1);
  for (let each = 0; each < 9; each++) latencies.add(70_000 + each);
  assertEquals(latencies.summary(), {
    p50Ms: 70_008,
    p99Ms: 70_008,
    maxMs: 70_008,
  });
});

Deno.test("summary() of nothing is nothing", () => {
  assertEquals(new Latencies().summary(), undefined);
});
