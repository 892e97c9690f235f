import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Drops } from "./drops.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";

Deno.test("Drops.take() tells all that was added, once", async () => {
  using folder = new TestFolder();
  const drops = new Drops(join(folder.path, "outbox"));
  await Promise.all([drops.add(3), drops.add(0), drops.add(4)]);
  assertEquals(await drops.count(), 7);
  assertEquals(await drops.take(uuidOf(1)), 7);
  await drops.told(uuidOf(1));
  assertEquals(await drops.take(uuidOf(2)), 0);
  assertEquals(folder.files(), []);
});

for (const isQueued of [true, false]) {
  Deno.test(
    `Drops.recover() after a kill ${
      isQueued
        ? "forgets what a queued event tells"
        : "puts back what none tells"
    }`,
    async () => {
      using folder = new TestFolder();
      const killed = new Drops(folder.path);
      await killed.add(3);
      await killed.take(uuidOf(1));
      const drops = new Drops(folder.path);
      await drops.add(2);
      await drops.recover((uuid) =>
        Promise.resolve(isQueued && uuid === uuidOf(1))
      );
      assertEquals(await drops.take(uuidOf(2)), isQueued ? 2 : 5);
      assertEquals(folder.files(), [`dropped-${uuidOf(2)}`]);
    },
  );
}
