/**
 * A server under a load that it can bear for long, under one that it cannot, and under one that
 * it is told to refuse.
 */
import {
  type Kind,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "../server_process.ts";
import { summarize } from "../../bench/samples.ts";
import { growth } from "./memory_samples.ts";
import type { LatencySummary } from "./offered/mod.ts";
import { LATE_MS, Trial, type TrialFigures } from "./trial.ts";

/** What is done. */
export interface HeldLoadOptions {
  readonly kind: Kind;
  /** How long the load is held; what stands around that is done for a tenth of it each. */
  readonly seconds: number;
  /** Told each figure as soon as it is there. */
  readonly say: (line: string) => void;
}

/** How fast the server can be at most is measured with one event on its way on each. */
const MAXIMUM_CONNECTIONS = 64;
/** At a rate no event is to wait for a connection as long as the server is well. */
const OPEN_CONNECTIONS = 256;
const OVERLOAD_CONNECTIONS = 1024;

/** More than the uuids that the server remembers: until then its memory grows. */
const WARM_UP_EVENTS = 1_100_000;

/**
 * The load is held in so many stretches, each at a share of what the server took at most just
 * before: a machine that others share is not as fast after ten minutes as it was.
 */
const STRETCHES = 10;
const HELD_SHARE = 0.8;
const OVERLOAD_SHARE = 3;
/** Of the maximum, what one address may offer where it is told to come less often. */
const ALLOWED_SHARE = 0.25;

/** What is promised. */
const MAX_LATE_SHARE = 0.01;
const MAX_MEMORY_GROWTH = 1.1;
const MIN_GOODPUT_SHARE = 0.8;

/** @throws {Error} with all that is not as promised, when the last figure has been said */
export async function heldLoad(
  { kind, seconds, say }: HeldLoadOptions,
): Promise<void> {
  using folder = new TemporaryFolder();
  const stage: Stage = {
    trial: new Trial(say),
    data: folder.path,
    kind,
    seconds,
    besideSeconds: Math.ceil(seconds / 10),
  };
  const maximum = await bear(stage);
  await refuse(stage, Math.round(maximum * ALLOWED_SHARE));
  say(`load, in the end: ${await countAll(stage)}`);
  stage.trial.conclude();
}

interface Stage extends Omit<HeldLoadOptions, "say"> {
  readonly trial: Trial;
  readonly data: string;
  readonly besideSeconds: number;
}

/** @returns the most events a second that the server has stored */
async function bear(stage: Stage): Promise<number> {
  const { trial, data, kind, besideSeconds } = stage;
  await using server = await ServerProcess.start({ data, kind });
  const closed = { connections: MAXIMUM_CONNECTIONS, seconds: besideSeconds };
  while (trial.acknowledged < WARM_UP_EVENTS) {
    await trial.offer("warm-up", server, closed);
  }
  await hold(stage, server);
  const { storedPerSecond: maximum } = await trial.offer(
    "maximum",
    server,
    closed,
  );
  const over = await trial.offer("overload", server, {
    connections: OVERLOAD_CONNECTIONS,
    seconds: besideSeconds,
    rate: maximum * OVERLOAD_SHARE,
    isLossy: true,
  });
  trial.expect("overload, storedPerSecond", over.storedPerSecond, {
    atLeast: maximum * MIN_GOODPUT_SHARE,
  });
  const { code, stderr } = await server.stop();
  if (code !== 0) throw new Error(`The server ended with ${code}: ${stderr}`);
  return maximum;
}

/** In each stretch the most is measured, for a tenth of it, and a share of that is held. */
async function hold(
  { trial, seconds }: Stage,
  server: ServerProcess,
): Promise<void> {
  const stretchSeconds = seconds / STRETCHES;
  const held: TrialFigures[] = [];
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const { storedPerSecond: maximum } = await trial.offer("maximum", server, {
      connections: MAXIMUM_CONNECTIONS,
      seconds: Math.max(1, stretchSeconds / 10),
    });
    held.push(
      await trial.offer("held", server, {
        connections: OPEN_CONNECTIONS,
        seconds: stretchSeconds,
        rate: Math.round(maximum * HELD_SHARE),
      }),
    );
  }
  const stored = held.reduce((sum, each) => sum + each.stored, 0);
  const refused = held.reduce((sum, each) => sum + each.refused, 0);
  const p99Ms = summarize(held.map(({ latency }) => p99Of(latency)));
  const memory = growth(held.flatMap(({ memorySamples }) => memorySamples));
  const memoryGrowth = Math.round(memory.ratio * 1000) / 1000;
  const late = held.reduce((sum, each) => sum + each.late, 0);
  const lateShare = Math.round(late / stored * 1e5) / 1e5;
  trial.say("held in all", {
    stored,
    refused,
    lateShare,
    p99Ms,
    memoryGrowth,
  });
  trial.expect("held, refused", refused, { atMost: 0 });
  trial.expect("held, lateShare", lateShare, { atMost: MAX_LATE_SHARE });
  trial.expect("held, memoryGrowth", memoryGrowth, {
    atMost: MAX_MEMORY_GROWTH,
  });
}

/** One address offers three times what it may. */
async function refuse(stage: Stage, allowed: number): Promise<void> {
  const { trial, data, kind, besideSeconds } = stage;
  const args = ["--max-requests-per-second", String(allowed)];
  await using server = await ServerProcess.start({ data, kind, args });
  const refused = await trial.offer("refusing", server, {
    connections: OPEN_CONNECTIONS,
    seconds: besideSeconds,
    rate: allowed * OVERLOAD_SHARE,
    isLossy: true,
  });
  trial.expect("refusing, storedPerSecond", refused.storedPerSecond, {
    atLeast: allowed * MIN_GOODPUT_SHARE,
  });
  trial.expect("refusing, refusal.p99Ms", p99Of(refused.refusal), {
    atMost: LATE_MS,
  });
  const { code, stderr } = await server.stop();
  if (code !== 0) throw new Error(`The server ended with ${code}: ${stderr}`);
}

/** Of what did not happen at all it is no good figure. */
function p99Of(latency: LatencySummary | undefined): number {
  return latency?.p99Ms ?? Infinity;
}

/** What `verify` says, where a server and it count what was acknowledged, and all is well. */
async function countAll({ trial, data, kind }: Stage): Promise<string> {
  const { acknowledged } = trial;
  await using server = await ServerProcess.start({ data, kind });
  const response = await fetch(`${server.origin}/v1/count`);
  const { record_count } = await response.json();
  trial.expect("counted", record_count, { atLeast: acknowledged });
  trial.expect("counted", record_count, { atMost: acknowledged });
  const command = serverCommand(["verify", "--data", data], { kind });
  const { code, stdout, stderr } = await command.output();
  const said = new TextDecoder().decode(stdout).trim();
  const isWell = said.split("\n")
    .some((line) => line.startsWith(`${acknowledged} records`));
  if (code !== 0 || !isWell) {
    const warned = new TextDecoder().decode(stderr);
    throw new Error(
      `${acknowledged} were acknowledged, verify says: ${said} ${warned}`,
    );
  }
  return said;
}
