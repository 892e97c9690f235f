/** Runs benchmarks: `deno task bench [NAME...] [--rounds N] [--events N] [--json FILE]`. */
import { parseArgs } from "@std/cli";
import { messageOf } from "../lib/error.ts";
import { askedIngest } from "./asked_ingest.ts";
import { batches } from "./batches.ts";
import type { Benchmark } from "./benchmark.ts";
import { childCost } from "./client/child_cost.ts";
import { clientStart } from "./client/foreground.ts";
import { storm } from "./client/storm.ts";
import { wrapperStart } from "./client/wrapper_start.ts";
import { ingest } from "./ingest.ts";
import { query } from "./query.ts";
import { findingsOf, type Report, tableOf } from "./report.ts";

const BENCHMARKS: readonly Benchmark[] = [
  ingest,
  batches,
  askedIngest,
  clientStart,
  wrapperStart,
  childCost,
  storm,
  query,
];
const NAMES = BENCHMARKS.map(({ name }) => name);
const DEFAULT_ROUNDS = 5;

const EVENTS_VARIABLE = "PYANALYTICS_BENCH_EVENTS";

const USAGE =
  `Usage: deno task bench [NAME...] [--rounds N] [--events N] [--json FILE]

  NAME      ${NAMES.join(", ")}; all of them without any
  --rounds  how often everything is measured, in turns (default: ${DEFAULT_ROUNDS})
  --events  how many events "batches" sends (default: 600000), "asked" and "query" ask
            about (1000000); or ${EVENTS_VARIABLE}
  --json    also write all samples to FILE`;

interface Request {
  readonly benchmarks: readonly Benchmark[];
  readonly rounds: number;
  readonly events: number | undefined;
  readonly jsonFile: string | undefined;
}

function readArguments(args: readonly string[]): Request | "help" {
  const { help, rounds, events, json, _: names } = parseArgs([...args], {
    boolean: ["help"],
    string: ["_", "rounds", "events", "json"],
    unknown: (arg) => {
      if (arg.startsWith("-")) {
        throw new Error(`Unknown option "${arg}"\n${USAGE}`);
      }
    },
  });
  if (help) return "help";
  const unknown = names.map(String).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `Unknown benchmark "${unknown}": accepted are ${NAMES.join(", ")}`,
    );
  }
  return {
    benchmarks: names.length === 0
      ? BENCHMARKS
      : BENCHMARKS.filter(({ name }) => names.includes(name)),
    rounds: countOf("--rounds", rounds) ?? DEFAULT_ROUNDS,
    events: countOf("--events", events) ??
      countOf(EVENTS_VARIABLE, Deno.env.get(EVENTS_VARIABLE)),
    jsonFile: typeof json === "string" ? json : undefined,
  };
}

/** A whole number from 1; `undefined` where none is given. */
function countOf(name: string, text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new Error(`${name} must be a whole number from 1, got "${text}"`);
  }
  return number;
}

/** The reports of all that were run; a benchmark that could not be is said and makes the end a failure. */
async function runAll(
  { benchmarks, rounds, events }: Request,
): Promise<(readonly Report[])[]> {
  const all: (readonly Report[])[] = [];
  for (const { name, missing, run } of benchmarks) {
    const lack = await missing();
    if (lack !== undefined) {
      console.error(`Skipped "${name}": ${lack}`);
      continue;
    }
    const reports = await run({
      rounds,
      events,
      environment: Deno.env.get,
      say: (line) => console.error(`${name}: ${line}`),
    });
    for (const report of reports) console.log(`\n${tableOf(report)}\n`);
    all.push(reports);
  }
  return all;
}

function machineFacts() {
  return {
    at: new Date().toISOString(),
    deno: Deno.version.deno,
    target: Deno.build.target,
    cores: navigator.hardwareConcurrency,
  };
}

async function main(): Promise<number> {
  const request = readArguments(Deno.args);
  if (request === "help") return console.log(USAGE), 0;
  const all = await runAll(request);
  if (request.jsonFile !== undefined) {
    const benchmarks = all.flat().map((report) => ({
      ...report,
      rows: findingsOf(report),
    }));
    const json = { ...machineFacts(), benchmarks };
    await Deno.writeTextFile(
      request.jsonFile,
      `${JSON.stringify(json, undefined, 2)}\n`,
    );
  }
  return all.length === request.benchmarks.length ? 0 : 1;
}

try {
  Deno.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  Deno.exitCode = 1;
}
