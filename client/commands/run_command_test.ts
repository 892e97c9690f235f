import { assertEquals, assertMatch } from "@std/assert";
import type { Process } from "../process.ts";
import { COMMANDS, runCommand } from "./mod.ts";

/** A process that keeps what is printed. */
function fakeProcess(args: readonly string[]) {
  const printed: string[] = [];
  const errors: string[] = [];
  const process: Process = {
    args,
    startMs: 0,
    now: () => 0,
    environment: () => undefined,
    setEnvironment: () => {},
    isTerminal: false,
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    exit: () => {},
  };
  return { process, printed, errors };
}

Deno.test("runCommand() names the commands there are for one there is not", async () => {
  const { process, printed, errors } = fakeProcess(["nope\n"]);
  assertEquals(await runCommand(process), 2);
  assertEquals(printed, []);
  assertEquals(errors, [
    `pyanalytics-client: Unknown command "nope\\n": accepted are ${
      COMMANDS.map(({ name }) => name).join(", ")
    }`,
  ]);
});

for (const { name } of COMMANDS) {
  Deno.test(`runCommand() shows the help of ${name}`, async () => {
    const { process, printed, errors } = fakeProcess([name, "--help"]);
    assertEquals(await runCommand(process), 0);
    assertEquals(errors, []);
    assertEquals(printed.length, 1);
    assertMatch(printed[0]!, new RegExp(`^pyanalytics-client ${name}\\b`));
  });

  Deno.test(`runCommand() refuses options that ${name} does not know, in one line`, async () => {
    const { process, printed, errors } = fakeProcess([name, "--nope"]);
    assertEquals(await runCommand(process), 2);
    assertEquals(printed, []);
    assertEquals(errors.length, 1);
    assertMatch(
      errors[0]!,
      new RegExp(`^pyanalytics-client ${name}: Unknown option "--nope"`),
    );
  });
}
