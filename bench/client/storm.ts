/** Many starts at once: few children, no remains, and a machine that stays responsive. */
import { join } from "@std/path";
import { childrenOf } from "./children.ts";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "../benchmark.ts";
import { buildClientAndEmpty } from "../executables.ts";
import type { Report, Row } from "../report.ts";
import { summarize } from "../samples.ts";
import { EventServer } from "./event_server.ts";
import { childrenLeftIn, queuedIn, untilReported } from "./homes.ts";
import { type Look, lookAt, remainsSince } from "./remains.ts";

const STARTS = 500;
const WITHIN_MS = 10_000;
/** How often a program that does nothing is started beside, to feel what a user feels. */
const PROBE_EVERY_MS = 100;
const IDLE_PROBES = 50;
/** Small, whatever the storm: see client/outbox/children.ts. */
const MAX_ALIVE = 12;
/** How long what is about to go has for that. */
const SETTLE_MS = 5000;

/** The benchmark `storm`. */
export const storm: Benchmark = {
  name: "storm",
  missing: () =>
    Promise.resolve(
      Deno.build.os === "linux" ? undefined : "it counts processes in /proc",
    ),
  run: runStorm,
};

async function runStorm(options: BenchOptions): Promise<Report[]> {
  const { say } = options;
  await using folder = await TempFolder.make();
  const { client } = await buildClientAndEmpty(folder.path, options);
  await using server = new EventServer();
  const home = join(folder.path, "home");
  const temporary = join(folder.path, "tmp");
  for (const path of [home, temporary]) await Deno.mkdir(path);
  const environment = { PATH: "/usr/bin:/bin", HOME: home, TMPDIR: temporary };
  const args = ["--server", server.url];
  // What every later start finds in its place is made by the first one.
  await wallOf(client, args, environment);
  await untilReported(1, () => server.eventCount);
  await untilGone(home);
  const firstRequests = server.requestCount;
  const before = lookAt([home, temporary]);
  const idle: number[] = [];
  for (let probe = 0; probe < IDLE_PROBES; probe++) idle.push(await probed());
  const alive: number[] = [];
  const busy: number[] = [];
  const walls: number[] = [];
  const begunMs = performance.now();
  const watch = setInterval(async () => {
    alive.push(childrenOf(home).length);
    busy.push(await probed());
  }, PROBE_EVERY_MS);
  const starts: Promise<void>[] = [];
  for (let start = 0; start < STARTS; start++) {
    const dueMs = begunMs + start * WITHIN_MS / STARTS;
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, dueMs - performance.now()))
    );
    starts.push(
      wallOf(client, args, environment)
        .then((wallMs) => void walls.push(wallMs)),
    );
  }
  await Promise.all(starts);
  const startedMs = performance.now() - begunMs;
  await untilReported(STARTS + 1, () => server.eventCount);
  const deliveredMs = performance.now() - begunMs;
  await untilGone(home);
  clearInterval(watch);
  const remains = await remainsOf(before, [home, temporary]);
  say(`${STARTS} starts took ${(startedMs / 1000).toFixed(1)} s`);
  const waiting = queuedIn(home) + childrenLeftIn(home);
  if (waiting > 0 || server.repeatedCount > 0) {
    throw new Error(
      `Cannot measure: ${waiting} starts wait, ${server.repeatedCount} events came twice`,
    );
  }
  return [
    {
      title: `${STARTS} starts in ${WITHIN_MS / 1000} s`,
      unit: "count",
      rows: [
        {
          name: "children alive at once, at most",
          samples: [Math.max(...alive)],
          targets: [{ medianBelow: MAX_ALIVE + 1 }],
        },
        leftRow("zombies left", remains.zombies),
        leftRow("descriptors left open in the caller", remains.descriptors),
        leftRow("files left in HOME and TMPDIR", remains.files),
      ],
      checks: [
        `each of ${STARTS} starts was delivered once, in ${
          server.requestCount - firstRequests
        } requests`,
        "no process is left, and nothing waits in the outbox",
      ],
      notes: [
        `the last start returned after ${
          (startedMs / 1000).toFixed(1)
        } s, the last event came after ${(deliveredMs / 1000).toFixed(1)} s`,
        ...Object.values(remains).flat().map((each) => `left: ${each}`),
      ],
    },
    {
      title: "Until a command is over, before and in the storm",
      unit: "ms",
      rows: [
        { name: "/bin/true before", samples: [summarize(idle).median] },
        { name: "/bin/true meanwhile", samples: [summarize(busy).median] },
        { name: "the client meanwhile", samples: [summarize(walls).median] },
      ],
      checks: [],
    },
  ];
}

function leftRow(name: string, left: readonly string[]): Row {
  return { name, samples: [left.length], targets: [{ medianBelow: 1 }] };
}

/** What is left, once others' processes were asked for and connections are closed. */
async function remainsOf(
  before: Look,
  folders: readonly string[],
): Promise<Look> {
  const endMs = performance.now() + SETTLE_MS;
  while (true) {
    const remains = remainsSince(before, folders);
    const isNone = Object.values(remains).flat().length === 0;
    if (isNone || performance.now() > endMs) return remains;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One look can miss a child that begins in the course of it. */
async function untilGone(home: string): Promise<void> {
  for (let emptyLooks = 0; emptyLooks < 3;) {
    emptyLooks = childrenOf(home).length === 0 ? emptyLooks + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function probed(): Promise<number> {
  return wallOf("/bin/true", [], {});
}

async function wallOf(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const begunMs = performance.now();
  const { success } = await new Deno.Command(command, {
    args: [...args],
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn().status;
  if (!success) throw new Error(`Cannot measure "${command}": it failed`);
  return performance.now() - begunMs;
}
