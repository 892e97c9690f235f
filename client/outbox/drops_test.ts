import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Drops } from "./drops.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";

Deno.test("Drops.take() tells all that was added, once", () => {
  using folder = new TestFolder();
  const drops = new Drops(join(folder.path, "outbox"));
  for (const count of [3, 0, 4]) drops.add(count);
  assertEquals(drops.count(), 7);
  assertEquals(drops.take(uuidOf(1)), 7);
  drops.told(uuidOf(1));
  assertEquals(drops.take(uuidOf(2)), 0);
  assertEquals(folder.files(), []);
});

for (const isQueued of [true, false]) {
  Deno.test(
    `Drops.recover() after a kill ${
      isQueued
        ? "forgets what a queued event tells"
        : "puts back what none tells"
    }`,
    () => {
      using folder = new TestFolder();
      const killed = new Drops(folder.path);
      killed.add(3);
      killed.take(uuidOf(1));
      const drops = new Drops(folder.path);
      drops.add(2);
      drops.recover((uuid) => isQueued && uuid === uuidOf(1));
      assertEquals(drops.take(uuidOf(2)), isQueued ? 2 : 5);
      assertEquals(folder.files(), [`dropped-${uuidOf(2)}`]);
    },
  );
}

Deno.test("Drops.clear() forgets also what a killed process took", () => {
  using folder = new TestFolder();
  const drops = new Drops(folder.path);
  drops.add(3);
  drops.take(uuidOf(1));
  drops.add(2);
  drops.clear();
  drops.recover(() => false);
  assertEquals(drops.count(), 0);
  assertEquals(folder.files(), []);
});
