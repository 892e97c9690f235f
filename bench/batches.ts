/** How many events a second the server takes in batches, against one that parses every line. */
import { fromFileUrl, join } from "@std/path";
import { TempFolder } from "../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { fleetEvents } from "./fleet.ts";
import { HttpConnection } from "./http_connection.ts";
import { ListeningProcess } from "./listening_process.ts";
import { startOurServer } from "./our_server.ts";
import { touchPageCache } from "./page_cache.ts";

const EVENTS_A_BATCH = 1500;
const CONNECTIONS = 4;
const DEFAULT_EVENTS = 600_000;
/** Until the code is compiled to machine code. */
const WARM_UP_SHARE = 0.2;
const SEED = 2026;
const TIMES = { from: new Date("2024-07-01"), to: new Date("2026-07-01") };

/** The benchmark `batches`. */
export const batches: Benchmark = {
  name: "batches",
  missing: () => Promise.resolve(undefined),
  run: runBatches,
};

async function runBatches(
  { rounds, events = DEFAULT_EVENTS, say }: BenchOptions,
) {
  say(`makes ${events} events`);
  const bodies = makeBodies(events);
  const sizeBytes = bodies.reduce((sum, { length }) => sum + length, 0);
  const samples: { parse: number[]; ours: number[] } = { parse: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    await touchPageCache(sizeBytes * 1.2);
    samples.parse.push(await measureParsing(bodies));
    await touchPageCache(sizeBytes * 1.2);
    samples.ours.push(await measureServer(bodies));
    say(`round ${round + 1} of ${rounds}`);
  }
  return [{
    title: `Batches of ${EVENTS_A_BATCH} events of ${
      Math.round(sizeBytes / (bodies.length * EVENTS_A_BATCH))
    } bytes, ${CONNECTIONS} connections, synced to disk`,
    unit: "events/s",
    rows: [
      { name: "JSON.parse, JSON.stringify per line", samples: samples.parse },
      {
        name: "--sync disk",
        samples: samples.ours,
        targets: [{ atLeast: 2 }, { medianAtLeast: 5 * 123_000 }],
      },
    ],
    checks: ["every event was answered as stored, or as a duplicate"],
  }] as const;
}

function makeBodies(events: number): Uint8Array[] {
  const encoder = new TextEncoder();
  const bodies: Uint8Array[] = [];
  let lines: string[] = [];
  for (const { text } of fleetEvents({ seed: SEED, count: events, ...TIMES })) {
    lines.push(`${text}\n`);
    if (lines.length < EVENTS_A_BATCH) continue;
    bodies.push(encoder.encode(lines.join("")));
    lines = [];
  }
  return bodies;
}

async function measureParsing(bodies: readonly Uint8Array[]): Promise<number> {
  await using data = await TempFolder.make();
  await using server = await ListeningProcess.start([
    "-A",
    pathOf("parse_server.ts"),
    join(data.path, "events.jsonl"),
  ]);
  return await measure(server.url, bodies);
}

async function measureServer(bodies: readonly Uint8Array[]): Promise<number> {
  await using data = await TempFolder.make();
  await using server = await startOurServer(data.path, ["--sync=disk"]);
  return await measure(server.url, bodies);
}

/** @returns events a second, without those of the warm-up */
async function measure(
  url: string,
  bodies: readonly Uint8Array[],
): Promise<number> {
  const warmUp = Math.ceil(bodies.length * WARM_UP_SHARE);
  await postAll(url, bodies.slice(0, warmUp));
  const startedAt = performance.now();
  const answers = await postAll(url, bodies.slice(warmUp));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const answer of answers) checkAnswer(answer);
  return answers.length * EVENTS_A_BATCH / seconds;
}

async function postAll(
  url: string,
  bodies: readonly Uint8Array[],
): Promise<string[]> {
  const answers: string[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    using connection = await HttpConnection.open(url);
    while (next < bodies.length) {
      const { body } = await connection.post("/v1/events", bodies[next++]!);
      answers.push(body);
    }
  }));
  return answers;
}

function checkAnswer(answer: string): void {
  const { stored, duplicates = 0 } = JSON.parse(answer);
  if (stored + duplicates !== EVENTS_A_BATCH) {
    throw new Error(
      `Cannot measure: ${stored} stored, ${duplicates} duplicates of ${EVENTS_A_BATCH}`,
    );
  }
}

function pathOf(name: string): string {
  return fromFileUrl(new URL(name, import.meta.url));
}
