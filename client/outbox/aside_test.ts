import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Aside } from "./aside.ts";
import { eventFile, parseName } from "./event_file.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";

const ROOMY = { maxEvents: 100, maxBytes: 1e6, maxAgeMs: 1e6 };
const NOW_MS = 1000;

/** Events of those times, 10 bytes each, and strangers changed at those. */
class TestAside extends TestFolder {
  readonly aside: Aside = new Aside({
    folder: join(this.path, "aside"),
    isEvent: (name) => parseName(name) !== undefined,
  });

  add(...times: number[]): void {
    for (const atMs of times) {
      this.#add(eventFile({ atMs, uuid: uuidOf(atMs), attempts: 0 }).name);
    }
  }

  addStrangers(...times: number[]): void {
    for (const atMs of times) {
      this.#add(`stranger-${atMs}`);
      const time = new Date(atMs);
      Deno.utimeSync(join(this.path, "aside", `stranger-${atMs}`), time, time);
    }
  }

  #add(name: string): void {
    Deno.writeTextFileSync(join(this.path, name), "0123456789");
    this.aside.take(this.path, name);
  }

  times(): number[] {
    return this.aside.list().map(({ atMs }) => atMs);
  }
}

const CASES: [what: string, bounds: Partial<typeof ROOMY>, left: number[]][] = [
  ["nothing", {}, [970, 980, 990, 1000]],
  ["the oldest beyond the number", { maxEvents: 3 }, [980, 990, 1000]],
  ["the oldest beyond the bytes", { maxBytes: 25 }, [990, 1000]],
  ["what is too old", { maxAgeMs: 5 }, [1000]],
];

for (const [what, bounds, left] of CASES) {
  Deno.test(`Aside.trim() drops ${what}, and tells how many events`, () => {
    using test = new TestAside();
    test.add(1000, 980, 970, 990);
    const dropped = test.aside.trim(NOW_MS, { ...ROOMY, ...bounds });
    assertEquals(test.times(), left);
    assertEquals(dropped, 4 - left.length);
  });
}

Deno.test("Aside.trim() drops strangers by the time of their change, and counts none of them", () => {
  using test = new TestAside();
  test.addStrangers(970, 990);
  test.add(980, 1000);
  assertEquals(test.aside.trim(NOW_MS, { ...ROOMY, maxEvents: 1 }), 1);
  assertEquals(test.times(), [1000]);
});

Deno.test("Aside.trim() keeps to its own bounds where it is given none", () => {
  using test = new TestAside();
  test.add(...Array.from({ length: 205 }, (_, at) => at + 1));
  assertEquals(test.aside.trim(NOW_MS), 5);
  assertEquals(test.times()[0], 6);
});
