import { assertEquals } from "@std/assert";
import { COMMON_FLAGS, PROGRAMS } from "./programs.ts";

function flagsOf(name: string): string[] {
  return PROGRAMS.filter((program) => program.name === name)
    .flatMap(({ permissions }) => permissions.map(({ flag }) => flag));
}

Deno.test("the server starts no programs, loads no libraries, and reads no foreign variables", () => {
  assertEquals(flagsOf("pyanalytics-server"), [
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env=PYANALYTICS_*",
    "--allow-sys=hostname",
  ]);
});

Deno.test("the client writes no files", () => {
  const flags = flagsOf("pyanalytics-client");
  assertEquals(flags.some((flag) => flag.startsWith("--allow-write")), false);
});

Deno.test("no executable may do everything, load libraries, or ask the user", () => {
  for (const { name } of PROGRAMS) {
    const flags = flagsOf(name);
    for (const flag of ["--allow-all", "-A", "--allow-ffi", "--allow-import"]) {
      assertEquals(flags.includes(flag), false, `${name} has ${flag}`);
    }
  }
  assertEquals(COMMON_FLAGS.includes("--no-prompt"), true);
});
