/** A server that starts anew: how long until its first answer. */
import { join } from "@std/path";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { Report } from "../report.ts";
import { differenceOf, type NamedAnswer } from "./answer.ts";
import { AskedServer } from "./asked_server.ts";
import { COLD_QUESTIONS } from "./cold_questions.ts";
import { linkSegments } from "./journal_folder.ts";
import { checkTotal, type QueryBench } from "./query_bench.ts";

/** With so many events or more, in milliseconds. */
const TARGET = { events: 10_000_000, medianBelow: 2000 };

const MEBIBYTE = 1024 * 1024;

/** Nothing was stored for so long: all is. */
const SETTLED_MS = 1500;
const LOOK_EVERY_MS = 100;
const STORING_TIMEOUT_MS = 120_000;

/** One start and its first question. */
interface Start {
  /** From the process's start to the answer. */
  readonly totalMs: number;
  /** Of it, from the question on. */
  readonly questionMs: number;
  readonly answer: NamedAnswer;
  readonly peakBytes: number | undefined;
}

/** A report of starts with a warm `cache/`, and with none. */
export async function restarts(bench: QueryBench): Promise<Report[]> {
  await using data = await TempFolder.make();
  await linkSegments(bench.journal, data.path);
  const cache = join(data.path, "cache");
  const first = await start(data.path, () => settled(cache));
  checkTotal(bench, first.answer.answer);
  const storedBytes = sizeOf(cache);
  const warm: Start[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    warm.push(same(first, await start(data.path)));
    bench.say(`restart: round ${round + 1} of ${bench.rounds}`);
  }
  await Deno.remove(cache, { recursive: true });
  const without = same(first, await start(data.path));
  const peaks = [...warm, without].flatMap(({ peakBytes }) => peakBytes ?? []);
  const isBound = bench.events >= TARGET.events;
  return [{
    title: `Restart, first question by ${
      COLD_QUESTIONS[0].path
    }, ${bench.events} events`,
    unit: "ms",
    rows: [
      { name: "from the start, cache/ deleted", samples: [without.totalMs] },
      {
        name: "from the start, cache/ warm",
        samples: warm.map(({ totalMs }) => totalMs),
        targets: isBound ? [{ medianBelow: TARGET.medianBelow }] : [],
      },
      {
        name: "of it from the question on",
        samples: warm.map(({ questionMs }) => questionMs),
      },
    ],
    checks: ["the same answer after every start, about all events"],
    notes: [
      `${mebibytes(storedBytes)} MiB in cache/`,
      ...peaks.length === 0 ? [] : [
        `the server's resident memory: at most ${
          mebibytes(Math.max(...peaks))
        } MiB (VmHWM)`,
      ],
    ],
  }];
}

/** Starts a server in a folder and asks it; `before` its end something may be awaited. */
async function start(
  folder: string,
  before: () => Promise<void> = () => Promise.resolve(),
): Promise<Start> {
  const startedMs = performance.now();
  await using server = await AskedServer.startIn(folder);
  const asked = await server.ask({ group_by: COLD_QUESTIONS[0].path });
  const totalMs = performance.now() - startedMs;
  await before();
  return {
    totalMs,
    questionMs: asked.tookMs,
    answer: { name: "ours after a start", answer: asked.answer() },
    peakBytes: (await server.memory())?.peakBytes,
  };
}

function same(first: Start, next: Start): Start {
  const difference = differenceOf(first.answer, next.answer);
  if (difference !== undefined) throw new Error(difference);
  return next;
}

/** Resolves when a server has stored what it had to store. */
async function settled(cache: string): Promise<void> {
  const deadlineMs = performance.now() + STORING_TIMEOUT_MS;
  let sizeBytes = sizeOf(cache);
  let sinceMs = performance.now();
  while (performance.now() - sinceMs < SETTLED_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const nowBytes = sizeOf(cache);
    if (nowBytes !== sizeBytes) sinceMs = performance.now();
    sizeBytes = nowBytes;
    if (performance.now() > deadlineMs) {
      throw new Error(`${sizeBytes} bytes are stored and still more to come`);
    }
  }
}

/** Of all files in a folder and those in it; a folder that is not there has none. */
function sizeOf(folder: string): number {
  let sizeBytes = 0;
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = join(folder, name);
      sizeBytes += isDirectory ? sizeOf(path) : Deno.statSync(path).size;
    }
  } catch (error) {
    // A file may be renamed or removed while this looks.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return sizeBytes;
}

function mebibytes(sizeBytes: number): number {
  return Math.round(sizeBytes / MEBIBYTE);
}
