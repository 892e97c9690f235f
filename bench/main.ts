/** Runs benchmarks: `deno task bench [NAME...] [--rounds N] [--json FILE]`. */
import { parseArgs } from "@std/cli";
import { messageOf } from "../lib/error.ts";
import type { Benchmark } from "./benchmark.ts";
import { clientStart } from "./client_start.ts";
import { ingest } from "./ingest.ts";
import { findingsOf, type Report, tableOf } from "./report.ts";

const BENCHMARKS: readonly Benchmark[] = [ingest, clientStart];
const NAMES = BENCHMARKS.map(({ name }) => name);
const DEFAULT_ROUNDS = 5;

const USAGE = `Usage: deno task bench [NAME...] [--rounds N] [--json FILE]

  NAME      ${NAMES.join(", ")}; all of them without any
  --rounds  how often everything is measured, in turns (default: ${DEFAULT_ROUNDS})
  --json    also write all samples to FILE`;

interface Request {
  readonly benchmarks: readonly Benchmark[];
  readonly rounds: number;
  readonly jsonFile: string | undefined;
}

function readArguments(args: readonly string[]): Request | "help" {
  const { help, rounds, json, _: names } = parseArgs([...args], {
    boolean: ["help"],
    string: ["_", "rounds", "json"],
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
  const number = Number(rounds ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`--rounds must be a whole number from 1, got "${rounds}"`);
  }
  return {
    benchmarks: names.length === 0
      ? BENCHMARKS
      : BENCHMARKS.filter(({ name }) => names.includes(name)),
    rounds: number,
    jsonFile: typeof json === "string" ? json : undefined,
  };
}

/** All that was run; a benchmark that could not be is said and makes the end a failure. */
async function runAll({ benchmarks, rounds }: Request): Promise<Report[]> {
  const reports: Report[] = [];
  for (const { name, missing, run } of benchmarks) {
    const lack = await missing();
    if (lack !== undefined) {
      console.error(`Skipped "${name}": ${lack}`);
      continue;
    }
    const report = await run({
      rounds,
      environment: Deno.env.get,
      say: (line) => console.error(`${name}: ${line}`),
    });
    console.log(`\n${tableOf(report)}\n`);
    reports.push(report);
  }
  return reports;
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
  const reports = await runAll(request);
  if (request.jsonFile !== undefined) {
    const benchmarks = reports.map((report) => ({
      ...report,
      rows: findingsOf(report),
    }));
    const json = { ...machineFacts(), benchmarks };
    await Deno.writeTextFile(
      request.jsonFile,
      `${JSON.stringify(json, undefined, 2)}\n`,
    );
  }
  return reports.length === request.benchmarks.length ? 0 : 1;
}

try {
  Deno.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  Deno.exitCode = 1;
}
