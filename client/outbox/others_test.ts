import { assertEquals } from "@std/assert";
import { ChildSlot } from "./child_slot.ts";
import { childrenFolder, STALE_MS, takeSlot } from "./children.ts";
import { TestFolder } from "./fixtures.ts";
import { OtherChildren } from "./others.ts";

/** The slots of an outbox. */
class TestChildren extends TestFolder {
  readonly folder = childrenFolder(Deno.build.os, this.path);

  constructor() {
    super();
    Deno.mkdirSync(this.folder.path);
  }

  /** What a parent and its child do with a slot. */
  start(): ChildSlot {
    return new ChildSlot(this.path, takeSlot(this.folder, Date.now()));
  }

  presences(
    { nowMs = Date.now(), own = undefined as number | undefined } = {},
  ): string[] {
    const others = new OtherChildren(this.folder, {
      own: () => own,
      nowMs: () => nowMs,
    });
    return [
      others.takeStarts(),
      ...["a1", "b2"].map((name) => others.lookAfter(name)),
    ];
  }
}

Deno.test("a child takes starts as long as it has its slot, and looks after the mailboxes that it names", () => {
  using test = new TestChildren();
  assertEquals(test.presences(), ["none", "none", "none"]);
  const first = test.start();
  assertEquals(test.presences(), ["some", "unknown", "unknown"]);
  first.lookAfter("a1");
  assertEquals(test.presences(), ["some", "some", "none"]);
  const second = test.start();
  assertEquals(test.presences(), ["some", "some", "unknown"]);
  second.lookAfter("a1");
  first.lookAfter("b2");
  assertEquals(test.presences(), ["some", "some", "some"]);
  assertEquals(test.presences({ nowMs: Date.now() + 2 * STALE_MS }), [
    "none",
    "none",
    "none",
  ]);
  first[Symbol.dispose]();
  assertEquals(test.presences(), ["some", "some", "none"]);
  second[Symbol.dispose]();
  assertEquals(test.presences(), ["none", "none", "none"]);
});

Deno.test("a child that gave its slot back says nothing in the next one's", () => {
  using test = new TestChildren();
  const first = test.start();
  first[Symbol.dispose]();
  first.lookAfter("a1");
  assertEquals(test.files(), []);
  const next = test.start();
  first.lookAfter("a1");
  assertEquals(test.presences(), ["some", "unknown", "unknown"]);
  next[Symbol.dispose]();
});

Deno.test("a name is known when all of it is written", () => {
  using test = new TestChildren();
  using _child = test.start();
  Deno.writeTextFileSync(`${test.folder.path}/0`, "a1\nb2");
  assertEquals(test.presences(), ["some", "some", "none"]);
});

Deno.test("a child whose slot cannot be removed is no other child to itself", () => {
  using test = new TestChildren();
  const child = test.start();
  child.lookAfter("a1");
  const path = `${test.folder.path}/0`;
  Deno.removeSync(path);
  Deno.mkdirSync(`${path}/busy`, { recursive: true });
  child[Symbol.dispose]();
  assertEquals(child.number, 0);
  assertEquals(test.presences(), ["some", "none", "none"]);
  assertEquals(test.presences({ own: child.number }), ["none", "none", "none"]);
  Deno.removeSync(`${path}/busy`);
  child[Symbol.dispose]();
  assertEquals([child.number, test.files()], [undefined, []]);
});
