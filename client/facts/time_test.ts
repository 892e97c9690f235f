import { assertEquals } from "@std/assert";
import { time } from "./time.ts";

const START_MS = Date.UTC(2026, 10, 23, 21, 4, 5) + 123.456;
const inSummer = (at: Date) => at.getMonth() >= 3 && at.getMonth() < 9;

const OFFSETS: [name: string, minutes: (at: Date) => number, hours: number][] =
  [
    ["UTC", () => 0, 0],
    ["California", (at) => inSummer(at) ? 420 : 480, -8],
    [
      "Adelaide, south and half an hour off",
      (at) => inSummer(at) ? -570 : -630,
      9.5,
    ],
    ["Zurich", (at) => inSummer(at) ? -120 : -60, 1],
  ];

for (const [name, minutes, hours] of OFFSETS) {
  Deno.test(`time() gives the standard offset of ${name} all year`, () => {
    assertEquals(time(START_MS, minutes).std_utc_offset, hours);
    assertEquals(time(Date.UTC(2026, 6, 1), minutes).std_utc_offset, hours);
  });
}

Deno.test("time() says the start in UTC and in seconds with their fraction", () => {
  const { utc, epoch } = time(START_MS, () => 0);
  assertEquals(utc, "2026-11-23T21:04:05.123Z");
  assertEquals(epoch, 1795467845.123456);
});
