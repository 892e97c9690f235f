/** Many starts at once: few children, no remains, and a machine that stays responsive. */
import { join } from "@std/path";
import { childrenOf } from "./children.ts";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "../benchmark.ts";
import { buildClientAndEmpty } from "../executables.ts";
import type { Report } from "../report.ts";
import { summarize } from "../samples.ts";
import { EventServer } from "./event_server.ts";
import { childrenLeftIn, queuedIn, untilReported } from "./homes.ts";

const STARTS = 500;
const WITHIN_MS = 10_000;
/** How often a program that does nothing is started beside, to feel what a user feels. */
const PROBE_EVERY_MS = 100;
const IDLE_PROBES = 50;
/** Small, whatever the storm: see client/outbox/children.ts. */
const MAX_ALIVE = 12;

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
      wallOf(client, ["--server", server.url], environment)
        .then((wallMs) => void walls.push(wallMs)),
    );
  }
  await Promise.all(starts);
  const startedMs = performance.now() - begunMs;
  await untilReported(STARTS, () => server.eventCount);
  const deliveredMs = performance.now() - begunMs;
  while (childrenOf(home).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  clearInterval(watch);
  say(`${STARTS} starts took ${(startedMs / 1000).toFixed(1)} s`);
  const remains = queuedIn(home) + childrenLeftIn(home) +
    Array.from(Deno.readDirSync(temporary)).length;
  if (remains > 0 || server.repeatedCount > 0) {
    throw new Error(`Cannot measure: ${remains} files are left`);
  }
  return [
    {
      title: `${STARTS} starts in ${
        WITHIN_MS / 1000
      } s: children alive at once`,
      unit: "processes",
      rows: [{
        name: "at most",
        samples: [Math.max(...alive)],
        targets: [{ medianBelow: MAX_ALIVE + 1 }],
      }],
      checks: [
        `each of ${STARTS} starts was delivered once, in ${server.requestCount} requests`,
        "no process, no file in the outbox and no temporary file is left",
      ],
      notes: [
        `the last start returned after ${
          (startedMs / 1000).toFixed(1)
        } s, the last event came after ${(deliveredMs / 1000).toFixed(1)} s`,
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
