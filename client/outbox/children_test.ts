import { assertEquals } from "@std/assert";
import {
  childrenFolder,
  hasChildren,
  MAX_CHILDREN,
  slotPath,
  STALE_MS,
  takeSlot,
} from "./children.ts";

Deno.test("hasChildren() tells whether a slot is taken, and not by a child that is gone", () => {
  const outbox = Deno.makeTempDirSync();
  try {
    const folder = childrenFolder(Deno.build.os, outbox);
    const now = Date.now();
    assertEquals(hasChildren(folder, now), false);
    Deno.mkdirSync(folder.path);
    assertEquals(hasChildren(folder, now), false);
    for (let slot = 0; slot < MAX_CHILDREN; slot++) {
      assertEquals(takeSlot(folder, now), slot);
    }
    assertEquals(takeSlot(folder, now), undefined);
    for (let slot = 0; slot < MAX_CHILDREN; slot++) {
      assertEquals(hasChildren(folder, now), true);
      assertEquals(hasChildren(folder, now + 2 * STALE_MS), false);
      Deno.removeSync(slotPath(folder, slot));
    }
    assertEquals(hasChildren(folder, now), false);
  } finally {
    Deno.removeSync(outbox, { recursive: true });
  }
});
