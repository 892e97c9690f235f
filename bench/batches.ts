/** How many events a second the server takes in batches, against one that parses every line. */
import { fromFileUrl, join } from "@std/path";
import { TempFolder } from "../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { fleetEvents } from "./fleet.ts";
import { HttpConnection } from "./http_connection.ts";
import { ListeningProcess } from "./listening_process.ts";
import { startOurServer } from "./our_server.ts";
import { touchPageCache } from "./page_cache.ts";
import { rotated } from "./query/rounds.ts";
import { VictoriaLogs } from "./victoria_logs.ts";

const EVENTS_A_BATCH = 1500;
/** With fewer it is mostly waited until something is synced. */
const CONNECTIONS = 8;
const DEFAULT_EVENTS = 600_000;
/** Until the code is compiled to machine code. */
const WARM_UP_SHARE = 0.2;
const SEED = 2026;
const TIMES = { from: new Date("2024-07-01"), to: new Date("2026-07-01") };

/** What VictoriaLogs is called in the report; it syncs nothing before it answers. */
const PEER = "VictoriaLogs, synced later";

/** How batches are posted. */
interface Intake {
  readonly path: string;
  readonly check: (answer: string) => void;
}

const OURS: Intake = { path: "/v1/events", check: checkAnswer };

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
  const missing = VictoriaLogs.missing();
  const contestants = [
    { measure: measureParsing, samples: [] as number[] },
    { measure: measureServer, samples: [] as number[] },
    ...missing === undefined
      ? [{ measure: measureVictoriaLogs, samples: [] as number[] }]
      : [],
  ] as const;
  for (let round = 0; round < rounds; round++) {
    for (const { measure, samples } of rotated(contestants, round)) {
      await touchPageCache(sizeBytes * 1.2);
      samples.push(await measure(bodies));
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  const [parsing, ours, peer] = contestants;
  return [{
    title: `Batches of ${EVENTS_A_BATCH} events of ${
      Math.round(sizeBytes / (bodies.length * EVENTS_A_BATCH))
    } bytes, ${CONNECTIONS} connections, synced to disk`,
    unit: "events/s",
    rows: [
      { name: "JSON.parse, JSON.stringify per line", samples: parsing.samples },
      ...peer ? [{ name: PEER, samples: peer.samples }] : [],
      {
        name: "--sync disk",
        samples: ours.samples,
        targets: [
          { atLeast: 2 },
          ...peer ? [{ atLeast: 5, of: PEER }] : [],
          { medianAtLeast: 5 * 123_000 },
        ],
      },
    ],
    checks: [
      "every event was answered as stored, or as a duplicate",
      ...peer ? [`${PEER} shows every event`] : [],
    ],
    notes: missing === undefined ? [] : [`left out: ${PEER}: ${missing}`],
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

async function measureVictoriaLogs(
  bodies: readonly Uint8Array[],
): Promise<number> {
  await using data = await TempFolder.make();
  await using server = await VictoriaLogs.start(data.path);
  const rate = await measure(server.url, bodies, {
    path: VictoriaLogs.path,
    // It says nothing, and has no uuids: what it shows in the end is looked at.
    check: () => {},
  });
  await server.checkCount(bodies.length * EVENTS_A_BATCH);
  return rate;
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
  { path, check }: Intake = OURS,
): Promise<number> {
  const warmUp = Math.ceil(bodies.length * WARM_UP_SHARE);
  using opened = new DisposableStack();
  const connections: HttpConnection[] = [];
  // All their memory may take a sixth as long to make as what is measured.
  for (let count = 0; count < CONNECTIONS; count++) {
    connections.push(opened.use(await HttpConnection.open(url)));
  }
  await postAll(connections, path, bodies.slice(0, warmUp));
  const startedAt = performance.now();
  const answers = await postAll(connections, path, bodies.slice(warmUp));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const answer of answers) check(answer);
  return answers.length * EVENTS_A_BATCH / seconds;
}

async function postAll(
  connections: readonly HttpConnection[],
  path: string,
  bodies: readonly Uint8Array[],
): Promise<string[]> {
  const answers: string[] = [];
  let next = 0;
  await Promise.all(connections.map(async (connection) => {
    while (next < bodies.length) {
      const { body } = await connection.post(path, bodies[next++]!);
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
