import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { CLIENT_PERMISSIONS } from "../../client/permissions.ts";
import { SERVER_PERMISSIONS } from "../../lib/commands/mod.ts";
import { COMMON_FLAGS, flagsFor, HEAP_FLAGS, PROGRAMS } from "./programs.ts";
import { TARGETS } from "./targets.ts";

function flagsOf(name: string): string[] {
  return PROGRAMS.filter((program) => program.name === name)
    .flatMap((program) => flagsFor(program, "x86_64-unknown-linux-gnu"))
    .filter((flag) => !COMMON_FLAGS.includes(flag));
}

Deno.test("the server starts no programs, loads no libraries, and reads no foreign variables", () => {
  assertEquals(flagsOf("pyanalytics-server"), [
    "--unstable-worker-options",
    "--v8-flags=--heap-growing-percent=40,--max-semi-space-size=8,--external-memory-max-growing-factor=1.5,--expose-gc",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env=PYANALYTICS_*",
    "--allow-sys=hostname",
  ]);
});

Deno.test("the client loads no libraries, and asks the system for its facts alone", () => {
  assertEquals(flagsOf("pyanalytics-client"), [
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys=hostname,osRelease,systemMemoryInfo,uid",
    "--allow-run",
  ]);
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

/** The kinds that are needed to read the options, if nowhere else. */
const FOR_OPTIONS = ["env", "read"];

for (
  const [name, uses] of [
    ["pyanalytics-server", SERVER_PERMISSIONS],
    ["pyanalytics-client", CLIENT_PERMISSIONS],
  ] as const
) {
  Deno.test(`${name} is built with the kinds of permission that any of its uses needs, and no other`, () => {
    const needed = Object.values(uses).flatMap((use) => Object.keys(use));
    const kinds = flagsOf(name).flatMap((flag) =>
      /^--allow-(\w+)/.exec(flag)?.[1] ?? []
    );
    assertEquals(
      [...new Set(kinds)].sort(),
      [...new Set([...needed, ...FOR_OPTIONS])].sort(),
    );
  });
}

Deno.test("only the client on Windows may call the system, and of that one library", () => {
  const all = TARGETS.flatMap((target) =>
    PROGRAMS.flatMap((program) =>
      flagsFor(program, target)
        .filter((flag) => flag.startsWith("--allow-ffi"))
        .map((flag) => `${program.name} ${target} ${flag}`)
    )
  );
  assertEquals(all, [
    "pyanalytics-client x86_64-pc-windows-msvc " +
    "--allow-ffi=C:\\Windows\\System32\\kernel32.dll",
  ]);
});

Deno.test("whatever a lazy program's entry imports lazily is a part of its own", async () => {
  const root = fromFileUrl(new URL("../..", import.meta.url));
  for (
    const { entry, lazy } of PROGRAMS.filter(({ lazy }) => lazy.length > 0)
  ) {
    const source = await Deno.readTextFile(join(root, entry));
    const imported = new Set(
      source.matchAll(/\bimport\("(.*?)"\)/g).map(([, specifier]) =>
        join(dirname(entry), specifier!).replaceAll("\\", "/")
      ),
    );
    assertEquals([...imported].toSorted(), lazy.toSorted());
  }
});

Deno.test("from source the server is started with the same heap", async () => {
  const config = new URL("../../deno.json", import.meta.url);
  const { tasks } = JSON.parse(await Deno.readTextFile(config));
  const words: string[] = tasks.start.command.split(" ");
  assertEquals(words.filter((word) => word.startsWith("--v8-flags=")), [
    HEAP_FLAGS,
  ]);
});
