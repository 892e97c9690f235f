import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { PairIndex } from "./pair_index.ts";

Deno.test("PairIndex numbers any pairs in the order of their coming, and gives them back", () => {
  const number = fc.oneof(fc.nat(9), fc.nat(2 ** 32 - 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number)), (pairs) => {
      const index = new PairIndex();
      const numbers = pairs.map(([left, right]) => index.add(left, right));
      const unique = [...new Set(pairs.map((pair) => pair.join()))];
      assertEquals(
        numbers,
        pairs.map((pair) => unique.indexOf(pair.join()) + 1),
      );
      assertEquals(
        unique.map((_, at) => `${index.left(at + 1)},${index.right(at + 1)}`),
        unique,
      );
      assertEquals(index.size, unique.length + 1);
    }),
  );
});

Deno.test("PairIndex takes at most 28 bytes a pair", () => {
  const index = new PairIndex();
  for (let each = 0; each < 200_000; each++) {
    index.add(each % 1000, each);
    if (each < 2000) continue;
    const bytes = index.sizeBytes / index.size;
    assert(bytes <= 28, `${bytes} bytes with ${index.size} pairs`);
  }
});
