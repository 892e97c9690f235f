/** The stages of `task torture`, and what they can be told. */
import {
  choice,
  integer,
  option,
  type OptionReading,
} from "../../lib/options/mod.ts";
import { fuzz } from "../fuzz/fuzz.ts";
import { TARGETS } from "../fuzz/targets.ts";
import { type Kind, KINDS, TemporaryFolder } from "../server_process.ts";
import { sendHalves } from "./half_sent.ts";
import { heldLoad } from "./held_load.ts";
import { type Bounds, standAbout, whyNot } from "./idle.ts";
import { killRounds } from "./kill.ts";
import { CAN_OFFER } from "./offered/mod.ts";
import { powerLosses } from "./power_loss.ts";
import { recoveries } from "./recovery.ts";

/** The options of all stages. */
export const OPTIONS = {
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
  seconds: option(
    integer({ min: 10, max: 1_000_000 }),
    600,
    "How long a load is held",
  ),
  kind: option<Kind>(
    choice(...KINDS),
    "source",
    "Which server holds it",
  ),
};

const BOUNDS: readonly Bounds[] = ["none", "high", "low"];

/** Each sends a mebibyte. */
const HALF_SENT_SHARE = 0.2;

/** The options as read. */
export type Settings = OptionReading<typeof OPTIONS>["values"];

/** Tells a line now and then. */
type Say = (line: string) => void;

/** By name, in the order in which they run; each fails with what it has found. */
export const STAGES: Readonly<
  Record<string, (settings: Settings, say: Say) => Promise<void>>
> = {
  async kill({ seed, rounds }, say) {
    for (const kind of KINDS) {
      using folder = new TemporaryFolder();
      const options = { folder: folder.path, kind, seed, say };
      const figures = await killRounds({ ...options, rounds: rounds / 2 | 0 });
      say(`kill, ${kind}: ${JSON.stringify(figures)}`);
    }
  },
  async recovery({ seed }, say) {
    for (const kind of KINDS) {
      const figures = await recoveries({ kind, rounds: 5, seed, say });
      say(`recovery, ${kind}: ${JSON.stringify(figures)}`);
    }
  },
  async power({ schedules }, say) {
    await powerLosses({ schedules });
    say(`power: ${schedules} schedules, nothing lost`);
  },
  async fuzz({ seed, inputs }, say) {
    for (const kind of TARGETS) {
      const share = Math.ceil(inputs * kind.share);
      const figures = await fuzz(kind, { seed, inputs: share, say });
      say(`fuzz, ${kind.name}: ${JSON.stringify(figures)}`);
    }
  },
  async idle({ connections }, say) {
    const reason = whyNot(connections);
    if (reason !== undefined) return say(`idle: left out: ${reason}`);
    for (const kind of KINDS) {
      for (const bounds of BOUNDS) {
        const options = { kind, bounds, connections, posts: 2000 };
        const figures = await standAbout(options);
        say(`idle, ${kind}, bounds ${bounds}: ${JSON.stringify(figures)}`);
      }
      const few = Math.ceil(connections * HALF_SENT_SHARE);
      const options = { kind, connections: few, posts: 2000 };
      const figures = await sendHalves(options);
      say(`idle, ${kind}, half sent: ${JSON.stringify(figures)}`);
    }
  },
  async load({ seconds, kind }, say) {
    if (CAN_OFFER) await heldLoad({ kind, seconds, say });
    else say("load: left out, it needs Linux");
  },
};
