import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { SpareBuffers } from "./spare_buffers.ts";

const KIB = 1024;

Deno.test("SpareBuffers gives room of just that length, and the same memory again", () => {
  const spare = new SpareBuffers(1024 * KIB);
  const first = spare.take(300 * KIB + 1);
  assertEquals(first.length, 300 * KIB + 1);
  spare.giveBack(first.buffer);
  const again = spare.take(200 * KIB);
  assertStrictEquals(again.buffer, first.buffer);
  assertEquals([again.byteOffset, again.length], [0, 200 * KIB]);
  assert(spare.take(200 * KIB).buffer !== first.buffer);
});

Deno.test("SpareBuffers keeps no more than its bound, the ones given back last", () => {
  const spare = new SpareBuffers(600 * KIB);
  const taken = Array.from({ length: 3 }, () => spare.take(256 * KIB));
  for (const { buffer } of taken) spare.giveBack(buffer);
  assertEquals(spare.handOver(), taken.slice(1).map(({ buffer }) => buffer));
  assertEquals(spare.handOver(), []);
  spare.giveBack(new ArrayBuffer(700 * KIB));
  assertEquals(spare.handOver(), []);
});

Deno.test("SpareBuffers uses no memory that is too short or much too long, and keeps no small one", () => {
  const spare = new SpareBuffers(8192 * KIB);
  const short = spare.take(256 * KIB);
  const long = spare.take(2048 * KIB);
  spare.giveBack(short.buffer);
  spare.giveBack(long.buffer);
  spare.giveBack(new ArrayBuffer(100));
  const between = spare.take(300 * KIB);
  assert(between.buffer !== short.buffer && between.buffer !== long.buffer);
  assertEquals(spare.handOver(), [short.buffer, long.buffer]);
});
