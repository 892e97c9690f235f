import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { GrowingUuidList, keyOfUuid, type UuidList } from "../event/mod.ts";
import { RecentUuids } from "./recent_uuids.ts";

Deno.test("RecentUuids knows a uuid again, in either case, and any other text exactly", () => {
  const uuids = new RecentUuids(10);
  const isNew = (uuid: string) => uuids.add(keyOfUuid(uuid));
  assertEquals(isNew("0dedaf4b-4581-480a-ad36-79d3b4c0fe8f"), true);
  assertEquals(isNew("0DEDAF4B-4581-480A-AD36-79D3B4C0FE8F"), false);
  assertEquals(isNew("x"), true);
  assertEquals(isNew("X"), true);
  assertEquals(isNew("x"), false);
  assertEquals(isNew("0dedaf4b-4581-480a-ad36-79d3b4c0fe8g"), true);
  assertEquals(isNew("0dedaf4b-4581-480a-ad36-79d3b4c0fe8"), true);
  assertEquals(uuids.size, 5);
});

/** The same by plain means: the texts in the order they came. */
class Model {
  readonly kept: { uuid: string; position: number }[] = [];
  next: number;
  constructor(readonly capacity: number) {
    this.next = capacity;
  }
  add(uuid: string): boolean {
    if (this.kept.some((each) => each.uuid === uuid)) return false;
    if (this.kept.length === this.capacity) this.kept.shift();
    this.kept.push({ uuid, position: this.next++ });
    return true;
  }
  addOlder(uuids: readonly (string | undefined)[]): boolean {
    const isFull = () => this.kept.length === this.capacity;
    for (const uuid of uuids) {
      if (uuid === undefined || isFull()) continue;
      if (this.kept.some((each) => each.uuid === uuid)) continue;
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

function listOf(uuids: readonly (string | undefined)[]): UuidList {
  const list = new GrowingUuidList(1);
  for (const uuid of uuids) {
    list.add(uuid === undefined ? uuid : keyOfUuid(uuid));
  }
  return list;
}

Deno.test("RecentUuids does as a plain list does, for any loading, adding, evicting and forgetting", () => {
  const pool = Array.from(
    { length: 40 },
    (_, index) =>
      index % 3 === 0
        ? `text ${index}`
        : `0dedaf4b-4581-480a-ad36-${String(index).padStart(12, "0")}`,
  );
  /** Of uuids in the pool; `null` is an event without one. */
  const places = (maxLength: number) =>
    fc.array(fc.option(fc.nat(pool.length - 1)), { maxLength });
  const textsOf = (batch: readonly (number | null)[]) =>
    batch.map((at) => at === null ? undefined : pool[at]!);
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.nat(pool.length - 1).map((add) => ({ add })) },
    {
      weight: 4,
      arbitrary: places(80).map((batch) => ({ batch })),
    },
    { weight: 1, arbitrary: fc.nat(8).map((back) => ({ back })) },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.array(places(10), { maxLength: 4 }),
      fc.array(step, { maxLength: 200 }),
      (capacity, older, steps) => {
        const uuids = new RecentUuids(capacity);
        const model = new Model(capacity);
        for (const batch of older) {
          const texts = textsOf(batch);
          assertEquals(uuids.addOlder(listOf(texts)), model.addOlder(texts));
        }
        for (const each of steps) {
          if ("add" in each) {
            const uuid = pool[each.add]!;
            assertEquals(uuids.add(keyOfUuid(uuid)), model.add(uuid));
          } else if ("batch" in each) {
            const texts = textsOf(each.batch);
            assertEquals(
              uuids.addNew(listOf(texts)),
              [...texts.keys()].filter((place) =>
                texts[place] !== undefined && !model.add(texts[place])
              ),
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
