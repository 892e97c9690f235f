/** How many events a second the server takes in, against one that throws them away. */
import { fromFileUrl } from "@std/path";
import { TempFolder } from "../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { countJournalLines } from "./journal_check.ts";
import { ListeningProcess } from "./listening_process.ts";
import { startOurServer } from "./our_server.ts";
import { touchPageCache } from "./page_cache.ts";
import { hasWrk, post } from "./wrk.ts";

const CONNECTIONS = 64;

/** Until the code is compiled to machine code. */
const WARM_UP_SECONDS = 1;
const SECONDS = 4;

/** More than a journal grows to in one measurement. */
const JOURNAL_BYTES = 600 * 1024 * 1024;

const VARIANTS = ["discard", "os", "disk"] as const;
type Variant = typeof VARIANTS[number];

/** The benchmark `ingest`. */
export const ingest: Benchmark = {
  name: "ingest",
  missing: async () =>
    await hasWrk() ? undefined : `wrk is missing: "apt-get install wrk"`,
  run: runIngest,
};

async function runIngest({ rounds, say }: BenchOptions) {
  const samples: Record<Variant, number[]> = { discard: [], os: [], disk: [] };
  let stored = 0;
  for (let round = 0; round < rounds; round++) {
    for (const variant of VARIANTS) {
      const measured = variant === "discard"
        ? await measureDiscard()
        : await measureServer(variant);
      samples[variant].push(measured.requestsPerSecond);
      stored += measured.stored;
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  return [{
    title: `Ingest, ${CONNECTIONS} connections, one event a request`,
    unit: "requests/s",
    rows: [
      { name: "read the body, throw it away", samples: samples.discard },
      { name: "--sync os", samples: samples.os, targets: [{ atLeast: 0.75 }] },
      {
        name: "--sync disk",
        samples: samples.disk,
        targets: [{ atLeast: 0.5 }],
      },
    ],
    checks: [
      "every request was answered with 2xx",
      `every acknowledged event is in the journal, once (${stored} lines)`,
    ],
  }] as const;
}

async function measureDiscard() {
  await using server = await ListeningProcess.start([
    "--allow-net",
    pathOf("discard_server.ts"),
  ]);
  const { requestsPerSecond } = await measure(server.url);
  return { requestsPerSecond, stored: 0 };
}

async function measureServer(sync: "os" | "disk") {
  await touchPageCache(JOURNAL_BYTES);
  await using data = await TempFolder.make();
  await using server = await startOurServer(data.path, [`--sync=${sync}`]);
  const { requestsPerSecond, answered } = await measure(server.url);
  await server.stop();
  const stored = await countJournalLines(data.path);
  // wrk stops in the midst: what is on the way then may be stored, once a connection and run.
  const onTheWay = 2 * CONNECTIONS;
  if (stored < answered || stored > answered + onTheWay) {
    throw new Error(
      `Cannot trust "--sync ${sync}": ${answered} events acknowledged, ${stored} stored`,
    );
  }
  return { requestsPerSecond, stored };
}

async function measure(server: string) {
  const url = `${server}v1/on_import`;
  const load = { url, connections: CONNECTIONS };
  const warmUp = await post({ ...load, seconds: WARM_UP_SECONDS });
  const { requestsPerSecond, answered } = await post({
    ...load,
    seconds: SECONDS,
  });
  return { requestsPerSecond, answered: warmUp.answered + answered };
}

function pathOf(name: string): string {
  return fromFileUrl(new URL(name, import.meta.url));
}
