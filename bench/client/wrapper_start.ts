/** What the sh wrapper adds to a start of Python, whatever the server does. */
import { fromFileUrl, join } from "@std/path";
import {
  PROGRAMS_FILE,
  programsText,
} from "../../client/install/programs_file.ts";
import { createMachine } from "../../client/machine.ts";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "../benchmark.ts";
import { buildClientAndEmpty } from "../executables.ts";
import type { Report, Row } from "../report.ts";
import { summarize } from "../samples.ts";
import { BlackHole, deadUrl, EventServer } from "./event_server.ts";
import { queuedIn, untilQuiet, untilReported } from "./homes.ts";
import { SilentNames } from "./silent_names.ts";
import { findPython, lacksPython, measureStarts } from "./starts.ts";

const WRAPPER = fromFileUrl(
  new URL("../../client/wrappers/python.sh", import.meta.url),
);
const STARTS_PER_ROUND = 7;
/** By then a child that is not kept waiting is gone, and no start competes with the last. */
const PAUSE_MS = 500;
const MAX_ADDED_MS = 5;

/** The benchmark `wrapper`. */
export const wrapperStart: Benchmark = {
  name: "wrapper",
  missing: lacksPython,
  run: runWrapperStart,
};

/** As `install` does beside its wrappers. */
async function listPrograms(folder: string, python: string): Promise<void> {
  const environment = (name: string) => Deno.env.get(name);
  using probes = createMachine({ environment, detached: false });
  const text = await programsText({ probes, paths: [python] });
  await Deno.writeTextFile(join(folder, PROGRAMS_FILE), text);
}

/** One thing that the server does. */
interface Situation {
  readonly name: string;
  readonly server: string;
  readonly within: readonly string[];
  /** Events that arrived there. */
  readonly delivered: () => number;
}

const NOBODY = () => 0;

async function runWrapperStart(options: BenchOptions): Promise<Report[]> {
  const { rounds, say } = options;
  await using folder = await TempFolder.make();
  const { client } = await buildClientAndEmpty(folder.path, options);
  const python = (await findPython())!;
  const wrapper = join(folder.path, "python3");
  await Deno.copyFile(WRAPPER, wrapper);
  await Deno.chmod(wrapper, 0o755);
  await listPrograms(folder.path, python);
  await using up = new EventServer();
  using hole = new BlackHole();
  using names = await SilentNames.start(folder.path);
  const situations: Situation[] = [
    {
      name: "up",
      server: up.url,
      within: [],
      delivered: () => up.eventCount,
    },
    { name: "down", server: deadUrl(), within: [], delivered: NOBODY },
    { name: "black hole", server: hole.url, within: [], delivered: NOBODY },
    ...names === undefined ? [] : [{
      name: "DNS silent",
      server: "http://analytics.example.com:8888",
      within: names.within,
      delivered: NOBODY,
    }],
  ];
  const environment = (home: string, server: string) => ({
    PATH: "/usr/bin:/bin",
    HOME: home,
    PYANALYTICS_CLIENT: client,
    PYANALYTICS_PYTHON: python,
    PYANALYTICS_SERVER: server,
  });
  const wallOf = async (
    command: string,
    environment: Record<string, string>,
    within: readonly string[] = [],
  ) => {
    const [start] = await measureStarts({
      command: [command, "-I", "-c", "pass"],
      environment,
      count: 1,
      pauseMs: PAUSE_MS,
      within,
    });
    return start!.wallMs;
  };
  const direct: number[] = [];
  const off: number[] = [];
  const wrapped = situations.map(() => [] as number[]);
  const added = situations.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    // One of each in turn: what slows the machine for a while slows all.
    const walls = [direct, off, ...wrapped].map(() => [] as number[]);
    for (let start = 0; start < STARTS_PER_ROUND; start++) {
      const quiet = environment(folder.path, up.url);
      walls[0]!.push(await wallOf(python, quiet));
      walls[1]!.push(await wallOf(wrapper, { ...quiet, DO_NOT_TRACK: "1" }));
      for (const [at, { name, server, within }] of situations.entries()) {
        const home = join(folder.path, name);
        await Deno.mkdir(home, { recursive: true });
        walls[at + 2]!.push(
          await wallOf(wrapper, environment(home, server), within),
        );
      }
    }
    const medians = walls.map((samples) => summarize(samples).median);
    direct.push(medians[0]!);
    off.push(medians[1]!);
    for (const [at, samples] of wrapped.entries()) {
      samples.push(medians[at + 2]!);
      added[at]!.push(medians[at + 2]! - medians[0]!);
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  const starts = rounds * STARTS_PER_ROUND;
  for (const { name, delivered } of situations) {
    const home = join(folder.path, name);
    await untilReported(starts, () => delivered() + queuedIn(home));
    await untilQuiet(home);
  }
  if (names !== undefined && names.questionCount === 0) {
    throw new Error("Cannot measure: nobody asked the silent name server");
  }
  return [
    {
      title: "Python -I -c pass, until it ends",
      unit: "ms",
      rows: [
        { name: "directly", samples: direct },
        { name: "by the wrapper, switched off", samples: off },
        ...situations.map(({ name }, at) => ({
          name: `by the wrapper, server ${name}`,
          samples: wrapped[at]!,
        })),
      ],
      checks: [],
    },
    {
      title: "Added by the wrapper, each round against the same round's direct",
      unit: "ms",
      rows: situations.map(({ name }, at) => ({
        name: `server ${name}`,
        samples: added[at]!,
        targets: [{ medianBelow: MAX_ADDED_MS }],
      })) as unknown as [Row, ...Row[]],
      checks: [
        `each of ${starts} starts per situation was delivered or waits in the outbox`,
      ],
      notes: names === undefined
        ? ["a name server that never answers takes Linux and root"]
        : [`${names.questionCount} questions to the name server, no answer`],
    },
  ];
}
