import { assert, assertEquals } from "@std/assert";
import { beginLifetime } from "./lifetime.ts";

/** A clock that stands still unless it is put on. */
function lifetimeAt(nowMs: number) {
  const clock = { nowMs };
  const lifetime = beginLifetime(() => clock.nowMs, () => {});
  return { clock, lifetime };
}

Deno.test("a process that had to wait for the processor has its whole time yet", () => {
  const { clock, lifetime } = lifetimeAt(7000);
  using _ = lifetime;
  lifetime.set(5000);
  assertEquals([lifetime.leftMs(1), lifetime.leftMs(0.9)], [5000, 4500]);
  clock.nowMs += 1000;
  lifetime.set(2000);
  assertEquals(lifetime.leftMs(1), 1000);
  clock.nowMs += 3000;
  assertEquals(lifetime.leftMs(1), 0);
});

Deno.test("who makes progress has the time anew, up to a minute after the start", () => {
  const { clock, lifetime } = lifetimeAt(100);
  using _ = lifetime;
  lifetime.set(5000);
  clock.nowMs = 4000;
  lifetime.extend();
  assertEquals(lifetime.leftMs(1), 5000);
  clock.nowMs = 58_000;
  lifetime.extend();
  assertEquals(lifetime.leftMs(1), 2000);
});

Deno.test("who has begun after more than a minute is not ended by its progress", () => {
  const { lifetime } = lifetimeAt(70_000);
  using _ = lifetime;
  lifetime.set(5000);
  lifetime.extend();
  assertEquals(lifetime.leftMs(1), 5000);
});

Deno.test("when the time is over the process is ended, and not before", async () => {
  const now = () => performance.now();
  const beganMs = now();
  const { promise, resolve } = Promise.withResolvers<void>();
  using lifetime = beginLifetime(now, resolve);
  lifetime.set(60_000);
  lifetime.set(30);
  await promise;
  assert(now() - beganMs >= 29);
});
