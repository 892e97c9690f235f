import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { admit, type AdmitOptions } from "./admit.ts";
import { MAX_CHILDREN, STALE_MS } from "./children.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";
import { OUTBOX_VARIABLE } from "./places.ts";

class TestOutbox extends TestFolder {
  readonly outbox: string = join(this.path, String(Deno.uid() ?? "_"));
  readonly children: string = join(this.outbox, "children");
  readonly left: string[] = [];

  /** @param taken how many children are alive */
  constructor(taken: number) {
    super();
    Deno.chmodSync(this.path, 0o1777);
    if (taken > 0) {
      Deno.mkdirSync(this.children, { recursive: true, mode: 0o700 });
    }
    for (let slot = 0; slot < taken; slot++) {
      Deno.writeTextFileSync(join(this.children, String(slot)), "");
    }
  }

  slots(): number[] {
    return Array.from(
      Deno.readDirSync(this.children),
      ({ name }) => Number(name),
    ).sort();
  }

  admit(options: Partial<AdmitOptions> = {}) {
    return admit(HAND_OVER, {
      os: Deno.build.os,
      environment: (name) => name === OUTBOX_VARIABLE ? this.path : undefined,
      userId: Deno.uid(),
      nowMs: Date.now,
      leave: (outbox) => {
        this.left.push(outbox);
        return Promise.resolve();
      },
      ...options,
    });
  }
}

const HAND_OVER = { args: [], startMs: 1, uuid: uuidOf(1) };

Deno.test("admit() takes a slot for the child, in an outbox that it makes", async () => {
  using test = new TestOutbox(0);
  assertEquals(await test.admit(), { ...HAND_OVER, slot: 0 });
  assertEquals(test.slots(), [0]);
  assertEquals(test.left, []);
});

Deno.test("admit() takes one slot each, however many ask at once, and leaves the others", async () => {
  using test = new TestOutbox(1);
  const all = await Promise.all(Array.from({ length: 20 }, () => test.admit()));
  const slots = all.map((handOver) => handOver?.slot).toSorted();
  assertEquals(slots.slice(0, MAX_CHILDREN), [1, 2, 3, undefined]);
  assertEquals(test.left.length, 20 - (MAX_CHILDREN - 1));
});

Deno.test("admit() leaves a start where as many children are alive as may be", async () => {
  using test = new TestOutbox(MAX_CHILDREN);
  assertEquals(await test.admit(), undefined);
  assertEquals(test.left, [test.outbox]);
  assertEquals(test.slots().length, MAX_CHILDREN);
});

Deno.test("admit() takes the slot of a child that was killed", async () => {
  using test = new TestOutbox(MAX_CHILDREN);
  const nowMs = () => Date.now() + STALE_MS + 1;
  assertEquals(await test.admit({ nowMs }), { ...HAND_OVER, slot: 0 });
  assertEquals(test.left, []);
});

Deno.test("admit() starts a child where the last one ended before the start was left", async () => {
  using test = new TestOutbox(MAX_CHILDREN);
  const leave = () => Deno.remove(join(test.children, "2"));
  assertEquals(await test.admit({ leave }), {
    ...HAND_OVER,
    slot: 2,
    isLeft: true,
  });
});

Deno.test("admit() needs no outbox", async () => {
  using test = new TestOutbox(MAX_CHILDREN);
  const environment = () => undefined;
  assertEquals(await test.admit({ environment }), HAND_OVER);
});

Deno.test({
  name: "admit() leaves nothing in a folder of another user's",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    using test = new TestOutbox(MAX_CHILDREN);
    Deno.chownSync(test.outbox, 54_321, 54_321);
    assertEquals(await test.admit(), HAND_OVER);
    assertEquals(test.left, []);
  },
});
