import { assertEquals } from "@std/assert";
import {
  childrenFolder,
  MAX_CHILDREN,
  slotPath,
  STALE_MS,
  takenSlots,
  takeSlot,
} from "./children.ts";

Deno.test("takenSlots() tells which slots are taken, and not by a child that is gone", () => {
  const outbox = Deno.makeTempDirSync();
  try {
    const folder = childrenFolder(Deno.build.os, outbox);
    const now = Date.now();
    const taken = (nowMs: number) => Array.from(takenSlots(folder, nowMs));
    assertEquals(taken(now), []);
    Deno.mkdirSync(folder.path);
    assertEquals(taken(now), []);
    const all = Array.from({ length: MAX_CHILDREN }, (_, slot) => slot);
    for (const slot of all) assertEquals(takeSlot(folder, now), slot);
    assertEquals(takeSlot(folder, now), undefined);
    for (const slot of all) {
      assertEquals(taken(now), all.slice(slot));
      assertEquals(taken(now + 2 * STALE_MS), []);
      Deno.removeSync(slotPath(folder, slot));
    }
    assertEquals(taken(now), []);
  } finally {
    Deno.removeSync(outbox, { recursive: true });
  }
});
