import { assertEquals } from "@std/assert";
import { elfSizeBytes } from "./elf.ts";

function elf(
  { sectionTableStart = 1000, sectionSize = 64, sectionCount = 3 } = {},
): Uint8Array {
  const bytes = new Uint8Array(2000);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0x28, BigInt(sectionTableStart), true);
  view.setUint16(0x3a, sectionSize, true);
  view.setUint16(0x3c, sectionCount, true);
  return bytes;
}

Deno.test("elfSizeBytes() is the end of the section table", () => {
  assertEquals(elfSizeBytes(elf()), 1192);
});

Deno.test("elfSizeBytes() reads a part of a larger buffer", () => {
  const padded = new Uint8Array(2010);
  padded.set(elf(), 10);
  assertEquals(elfSizeBytes(padded.subarray(10)), 1192);
});

Deno.test("elfSizeBytes() is undefined for what is no 64-bit little-endian ELF file", () => {
  const of32Bit = elf();
  of32Bit[4] = 1;
  const bigEndian = elf();
  bigEndian[5] = 2;
  const script = new TextEncoder().encode("#!/bin/sh\n".repeat(10));
  for (
    const bytes of [of32Bit, bigEndian, script, elf().subarray(0, 63)]
  ) assertEquals(elfSizeBytes(bytes), undefined);
});
