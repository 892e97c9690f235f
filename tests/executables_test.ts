/** The executables on a machine that has nothing: no Deno, no HOME, nowhere to write. */
import { Buffer } from "node:buffer";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "@std/path";
import { VERSION } from "../lib/version.ts";
import { Box, executable } from "./bare_box.ts";

const NAMES = ["pyanalytics-server", "pyanalytics-client"] as const;

/** A package of the lock file that tests alone use, and Deno itself does not mention. */
const FOREIGN_PACKAGE = "pure-rand";

const SURROUNDINGS: [name: string, environment: Record<string, string>][] = [
  ["an empty environment", {}],
  ["HOME and PATH empty", { HOME: "", PATH: "" }],
  ["folders that are not there", {
    HOME: "/nonexistent",
    TMPDIR: "/nonexistent",
  }],
];

for (const name of NAMES) {
  for (const [surroundings, environment] of SURROUNDINGS) {
    Deno.test(`${name} says its version with ${surroundings}`, async () => {
      await using box = await Box.make(name);
      const result = await box.run(["--version"], environment);
      assertEquals([result.ending, result.stderr], ["exit code 0", ""]);
      assertStringIncludes(result.stdout, VERSION);
    });
  }

  Deno.test(`${name} leaves nothing beside itself nor in the temporary folder`, async () => {
    await using box = await Box.make(name);
    const { isOk } = await box.run(["--help"], { TMPDIR: box.temporary });
    assertEquals(isOk, true);
    assertEquals(box.files(), [join("bin", basename(executable(name)))]);
  });

  Deno.test(`${name} holds no package that tests alone use`, async () => {
    const bytes = await Deno.readFile(executable(name));
    assertEquals(Buffer.from(bytes.buffer).indexOf(FOREIGN_PACKAGE), -1);
  });
}

Deno.test("the executables find each other: one event delivered, stored and counted", async () => {
  await using serverBox = await Box.make("pyanalytics-server");
  await using clientBox = await Box.make("pyanalytics-client");
  const { process, firstLine } = await serverBox.start([
    "--port",
    "0",
    "--data",
    serverBox.data,
  ]);
  await using _server = endOf(process);
  const origin = firstLine.replace(/^Listening on /, "").replace(/\/$/, "");
  const sent = await clientBox.run(["--wait", "--server", origin]);
  assertEquals(sent.ending, "exit code 0", sent.stderr);
  const response = await fetch(`${origin}/v1/count?group_by=uname.system`);
  const { counts } = await response.json();
  assertEquals(Object.values(counts), [1]);
  if (Deno.build.os !== "windows") {
    process.kill("SIGTERM");
    assertEquals((await process.status).code, 0);
  }
  assertEquals(serverBox.files().length, 1);
  assertEquals(clientBox.files().length, 1);
});

function endOf(process: Deno.ChildProcess): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await process.status;
    },
  };
}
