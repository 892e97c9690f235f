import { assertEquals } from "@std/assert";
import { Allowance } from "./allowance.ts";
import { callerOf } from "./caller.ts";

const CALLERS: readonly [
  peer: string,
  forwarded: string | null,
  caller: string,
][] = [
  ["10.0.0.1", null, "10.0.0.1"],
  ["10.0.0.1", "", "10.0.0.1"],
  ["10.0.0.1", "1.1.1.1", "1.1.1.1"],
  ["10.0.0.1", "1.1.1.1, 2.2.2.2", "2.2.2.2"],
  ["::ffff:1.2.3.4", null, "1.2.3.4"],
  ["2001:db8:1:2:3:4:5:6", null, "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002::9", null, "2001:db8:1:2::/64"],
  ["2001:db8::5:6:7:8:9", null, "2001:db8:0:5::/64"],
  ["fe80::1%eth0", null, "fe80:0:0:0::/64"],
  ["::1", null, "0:0:0:0::/64"],
  ["10.0.0.1", "[2001:db8::1]:443", "2001:db8:0:0::/64"],
];
for (const [peer, forwarded, caller] of CALLERS) {
  Deno.test(`callerOf() ${peer}, forwarded for ${forwarded}, is ${caller}`, () => {
    assertEquals(callerOf(peer, forwarded), caller);
  });
}

Deno.test("an allowance remembers a bounded number of callers; those beyond share one", () => {
  const clock = () => new Date(0);
  const allowance = new Allowance({
    amount: 2,
    stretchMs: 1000,
    clock,
    maxCallers: 2,
  });
  const take = (caller: string) => allowance.take(caller, 1);
  assertEquals(["a", "b", "c", "d", "e"].map(take), [0, 0, 0, 0, 1]);
  assertEquals(["a", "b", "a"].map(take), [0, 0, 1]);
});
