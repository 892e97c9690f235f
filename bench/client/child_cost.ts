/** What the detached child costs the machine, against an executable that does nothing. */
import { join } from "@std/path";
import { encodeHandOver } from "../../client/hand_over.ts";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "../benchmark.ts";
import { buildClientAndEmpty } from "../executables.ts";
import type { Report } from "../report.ts";
import { summarize } from "../samples.ts";
import { EventServer } from "./event_server.ts";
import {
  findPython,
  lacksPython,
  measureStarts,
  type Start,
} from "./starts.ts";

const STARTS_PER_ROUND = 10;
const MAX_HAND_OVER_BYTES = 100_000;
const MEBIBYTE = 1024 * 1024;

/** The benchmark `child`. */
export const childCost: Benchmark = {
  name: "child",
  missing: lacksPython,
  run: runChildCost,
};

async function runChildCost(options: BenchOptions): Promise<Report[]> {
  const { rounds, say } = options;
  await using folder = await TempFolder.make();
  const { client, empty } = await buildClientAndEmpty(folder.path, options);
  const python = (await findPython())!;
  await using server = new EventServer();
  const home = join(folder.path, "home");
  await Deno.mkdir(home);
  const environment = { PATH: "/usr/bin:/bin", HOME: home };
  /** The child as its parent starts it, so that its costs are seen: each with a start of its own. */
  const report = async (): Promise<Start> => {
    const args = ["--server", server.url, "--python", python, "--", "x.py"];
    const handOver = {
      args,
      cwd: "/",
      startMs: Date.now(),
      uuid: crypto.randomUUID(),
    };
    const [start] = await measureStarts({
      command: [client],
      environment: {
        ...environment,
        PYANALYTICS_CHILD: encodeHandOver(handOver, MAX_HAND_OVER_BYTES),
      },
      count: 1,
      pauseMs: 0,
    });
    return start!;
  };
  const nothing = async (): Promise<Start> => {
    const once = { count: 1, pauseMs: 0, environment };
    return (await measureStarts({ ...once, command: [empty] }))[0]!;
  };
  // From here on the interpreter's facts are cached.
  const first = await report();
  const samples = {
    empty: { cpuMs: [] as number[], mebibytes: [] as number[] },
    child: { cpuMs: [] as number[], mebibytes: [] as number[] },
  };
  for (let round = 0; round < rounds; round++) {
    const starts = { empty: [] as Start[], child: [] as Start[] };
    for (let start = 0; start < STARTS_PER_ROUND; start++) {
      starts.empty.push(await nothing());
      starts.child.push(await report());
    }
    for (const name of ["empty", "child"] as const) {
      const medianOf = (value: (start: Start) => number) =>
        summarize(starts[name].map(value)).median;
      samples[name].cpuMs.push(medianOf(({ cpuMs }) => cpuMs));
      samples[name].mebibytes.push(
        medianOf(({ residentBytes }) => residentBytes / MEBIBYTE),
      );
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  const reports = 1 + rounds * STARTS_PER_ROUND;
  if (server.eventCount !== reports || server.repeatedCount > 0) {
    throw new Error(
      `Cannot measure: of ${reports} events ${server.eventCount} came`,
    );
  }
  const checks = [`each of ${reports} children delivered its event, once`];
  return [
    {
      title: "Processor time of the child, with all that it starts",
      unit: "ms",
      rows: [
        { name: "an empty executable", samples: samples.empty.cpuMs },
        {
          name: "the child, facts cached",
          samples: samples.child.cpuMs,
          targets: [{ atMost: 2 }],
        },
        { name: "the child that asks Python", samples: [first.cpuMs] },
      ],
      checks,
    },
    {
      title: "The child's largest resident memory",
      unit: "MiB",
      rows: [
        { name: "an empty executable", samples: samples.empty.mebibytes },
        { name: "the child, facts cached", samples: samples.child.mebibytes },
      ],
      checks,
    },
  ];
}
