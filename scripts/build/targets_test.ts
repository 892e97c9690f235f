import { assertEquals } from "@std/assert";
import { executableName, hostTarget } from "./targets.ts";

Deno.test("hostTarget() is undefined on a system that Deno does not compile for", () => {
  assertEquals(hostTarget("aarch64-apple-darwin"), "aarch64-apple-darwin");
  assertEquals(hostTarget("riscv64gc-unknown-linux-gnu"), undefined);
});

Deno.test("executableName() ends with .exe on Windows alone", () => {
  assertEquals(executableName("a", "x86_64-pc-windows-msvc"), "a.exe");
  assertEquals(executableName("a", "aarch64-apple-darwin"), "a");
});
