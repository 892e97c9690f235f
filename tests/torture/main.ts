/**
 * The long tests of what must never be lost: `task torture [STAGE...] [--seed N] [--rounds N]
 * [--schedules N] [--inputs N] [--connections N]`.
 *
 * The gate runs a bounded part of each. A finding ends it with its seed, which makes it again.
 */
import { messageOf } from "../../lib/error.ts";
import { integer, option, readOptions } from "../../lib/options/mod.ts";
import { fuzz } from "../fuzz/fuzz.ts";
import { TARGETS } from "../fuzz/targets.ts";
import { KINDS, TemporaryFolder } from "../server_process.ts";
import { killRounds } from "./kill.ts";
import { type Bounds, standAbout, whyNot } from "./idle.ts";
import { powerLosses } from "./power_loss.ts";
import { recoveries } from "./recovery.ts";

const OPTIONS = {
  seed: option(integer({ min: 0, max: 2 ** 31 }), 1, "Makes a run again"),
  rounds: option(integer({ min: 1, max: 100_000 }), 200, "Servers to kill"),
  schedules: option(
    integer({ min: 1, max: 10_000_000 }),
    20_000,
    "Losses of power",
  ),
  inputs: option(
    integer({ min: 1, max: 1_000_000_000 }),
    200_000,
    "Inputs for each target of fuzzing",
  ),
  connections: option(
    integer({ min: 1, max: 50_000 }),
    10_000,
    "Connections that are idle or slow",
  ),
};

const BOUNDS: readonly Bounds[] = ["none", "high", "low"];

type Settings = {
  readonly [Name in keyof typeof OPTIONS]: number;
};

const STAGES: Readonly<
  Record<string, (settings: Settings) => Promise<void>>
> = {
  async kill({ seed, rounds }) {
    for (const kind of KINDS) {
      using folder = new TemporaryFolder();
      const options = { folder: folder.path, kind, seed, say };
      const figures = await killRounds({ ...options, rounds: rounds / 2 | 0 });
      say(`kill, ${kind}: ${JSON.stringify(figures)}`);
    }
  },
  async recovery({ seed }) {
    for (const kind of KINDS) {
      const figures = await recoveries({ kind, rounds: 5, seed, say });
      say(`recovery, ${kind}: ${JSON.stringify(figures)}`);
    }
  },
  async power({ schedules }) {
    await powerLosses({ schedules });
    say(`power: ${schedules} schedules, nothing lost`);
  },
  async fuzz({ seed, inputs }) {
    for (const kind of TARGETS) {
      const share = Math.ceil(inputs * kind.share);
      const figures = await fuzz(kind, { seed, inputs: share, say });
      say(`fuzz, ${kind.name}: ${JSON.stringify(figures)}`);
    }
  },
  async idle({ connections }) {
    const reason = whyNot(connections);
    if (reason !== undefined) return say(`idle: left out: ${reason}`);
    for (const kind of KINDS) {
      for (const bounds of BOUNDS) {
        const options = { kind, bounds, connections, posts: 2000 };
        const figures = await standAbout(options);
        say(`idle, ${kind}, bounds ${bounds}: ${JSON.stringify(figures)}`);
      }
    }
  },
};

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
    await stage(values);
  }
}

try {
  await main();
} catch (error) {
  console.error(`torture: ${messageOf(error)}`);
  Deno.exit(1);
}
