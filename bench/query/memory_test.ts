import { assert, assertEquals } from "@std/assert";
import { memoryIn, memoryOf } from "./memory.ts";

Deno.test("memoryIn() reads both figures in bytes", () => {
  const status =
    "Name:\tdeno\nVmPeak:\t  9 kB\nVmHWM:\t  300 kB\nVmRSS:\t     200 kB\nVmRSSx:\t1 kB\n";
  assertEquals(memoryIn(status), {
    residentBytes: 200 * 1024,
    peakBytes: 300 * 1024,
  });
  assertEquals(memoryIn("Name:\tzombie\n"), undefined);
});

Deno.test({
  name: "memoryOf() knows this very process",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const memory = await memoryOf(Deno.pid);
    assert(memory && memory.residentBytes > 1024 * 1024, `${memory}`);
    assert(memory.peakBytes >= memory.residentBytes);
  },
});
