/**
 * The long tests of what must never be lost: `task torture [STAGE...] [--seed N] [--rounds N]
 * [--schedules N] [--inputs N] [--connections N] [--seconds N]
 * [--kind source|executable]`.
 *
 * The gate runs a bounded part of each. A finding ends it with its seed, which makes it again.
 */
import { messageOf } from "../../lib/error.ts";
import { readOptions } from "../../lib/options/mod.ts";
import { OPTIONS, STAGES } from "./stages.ts";

function say(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

async function main(): Promise<void> {
  const { values, operands } = readOptions(OPTIONS, {
    args: Deno.args,
    environment: () => undefined,
    files: [],
    takesOperands: true,
  });
  for (const name of operands.length > 0 ? operands : Object.keys(STAGES)) {
    const stage = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
    if (stage === undefined) {
      throw new Error(
        `Cannot run "${name}": must be one of ${
          Object.keys(STAGES).join(", ")
        }`,
      );
    }
    await stage(values, say);
  }
}

try {
  await main();
} catch (error) {
  console.error(`torture: ${messageOf(error)}`);
  Deno.exit(1);
}
