import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { keyOfUuid } from "../event/mod.ts";
import { RecentUuids } from "./recent_uuids.ts";

Deno.test("RecentUuids knows a uuid again, in either case, and any other text exactly", () => {
  const recent = new RecentUuids(10);
  const uuids = {
    findOrAdd: (uuid: string) => recent.findOrAdd(keyOfUuid(uuid)),
  };
  assertEquals(
    uuids.findOrAdd("0dedaf4b-4581-480a-ad36-79d3b4c0fe8f"),
    undefined,
  );
  assertEquals(uuids.findOrAdd("0DEDAF4B-4581-480A-AD36-79D3B4C0FE8F"), 10);
  assertEquals(uuids.findOrAdd("x"), undefined);
  assertEquals(uuids.findOrAdd("X"), undefined);
  assertEquals(uuids.findOrAdd("x"), 11);
  assertEquals(
    uuids.findOrAdd("0dedaf4b-4581-480a-ad36-79d3b4c0fe8g"),
    undefined,
  );
  assertEquals(
    uuids.findOrAdd("0dedaf4b-4581-480a-ad36-79d3b4c0fe8"),
    undefined,
  );
  assertEquals(recent.size, 5);
});

/** The same by plain means: the texts in the order they came. */
class Model {
  readonly kept: { uuid: string; position: number }[] = [];
  next: number;
  constructor(readonly capacity: number) {
    this.next = capacity;
  }
  findOrAdd(uuid: string): number | undefined {
    const found = this.kept.find((each) => each.uuid === uuid);
    if (found) return found.position;
    if (this.kept.length === this.capacity) this.kept.shift();
    this.kept.push({ uuid, position: this.next++ });
    return undefined;
  }
  addOlder(uuid: string): boolean {
    const isFull = () => this.kept.length === this.capacity;
    if (!isFull() && !this.kept.some((each) => each.uuid === uuid)) {
      const position = (this.kept[0]?.position ?? this.next) - 1;
      this.kept.unshift({ uuid, position });
    }
    return !isFull();
  }
  forgetFrom(position: number): void {
    while (this.kept.length > 0 && this.kept.at(-1)!.position >= position) {
      this.next = this.kept.pop()!.position;
    }
  }
}

Deno.test("RecentUuids does as a plain list does, for any loading, adding, evicting and forgetting", () => {
  const pool = Array.from(
    { length: 40 },
    (_, index) =>
      index % 3 === 0
        ? `text ${index}`
        : `0dedaf4b-4581-480a-ad36-${String(index).padStart(12, "0")}`,
  );
  const step = fc.oneof(
    { weight: 9, arbitrary: fc.nat(pool.length - 1).map((add) => ({ add })) },
    { weight: 1, arbitrary: fc.nat(8).map((back) => ({ back })) },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.array(fc.nat(pool.length - 1), { maxLength: 30 }),
      fc.array(step, { maxLength: 200 }),
      (capacity, older, steps) => {
        const uuids = new RecentUuids(capacity);
        const model = new Model(capacity);
        for (const each of older) {
          assertEquals(
            uuids.addOlder(keyOfUuid(pool[each]!)),
            model.addOlder(pool[each]!),
          );
        }
        for (const each of steps) {
          // Whatever it looks at, it changes nothing.
          uuids.prefetch(pool.slice(0, steps.length % 40).map(keyOfUuid));
          if ("add" in each) {
            assertEquals(
              uuids.findOrAdd(keyOfUuid(pool[each.add]!)),
              model.findOrAdd(pool[each.add]!),
            );
          } else {
            const from = uuids.nextPosition - each.back;
            uuids.forgetFrom(from);
            model.forgetFrom(from);
          }
          assertEquals(uuids.size, model.kept.length);
        }
      },
    ),
  );
});
