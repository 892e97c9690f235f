/** How many events a second the server takes in, against one that throws them away. */
import { fromFileUrl } from "@std/path";
import { TempFolder } from "../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { countJournalLines } from "./journal_check.ts";
import { ListeningProcess } from "./listening_process.ts";
import { startOurServer } from "./our_server.ts";
import { touchPageCache } from "./page_cache.ts";
import { hasWrk, type Load, post } from "./wrk.ts";

const CONNECTIONS = 64;

/** Until the code is compiled to machine code. */
const WARM_UP_SECONDS = 1;

/**
 * In turns of a second, all servers running: what a shared machine does to the speed of one, it
 * then does to that of the others.
 */
const TURNS = 4;

/** More than the journals grow to in one round. */
const JOURNAL_BYTES = 1200 * 1024 * 1024;

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
    const measured = await measureRound();
    for (const variant of VARIANTS) {
      samples[variant].push(measured.requestsPerSecond[variant]);
    }
    stored += measured.stored;
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

interface Round {
  readonly requestsPerSecond: Readonly<Record<Variant, number>>;
  readonly stored: number;
}

async function measureRound(): Promise<Round> {
  await touchPageCache(JOURNAL_BYTES);
  await using discard = await ListeningProcess.start([
    "--allow-net",
    pathOf("discard_server.ts"),
  ]);
  await using osData = await TempFolder.make();
  await using os = await startOurServer(osData.path, ["--sync=os"]);
  await using diskData = await TempFolder.make();
  await using disk = await startOurServer(diskData.path, ["--sync=disk"]);
  const servers = { discard, os, disk };
  const answered: Record<Variant, number> = { discard: 0, os: 0, disk: 0 };
  const sums: Record<Variant, number> = { discard: 0, os: 0, disk: 0 };
  for (const variant of VARIANTS) {
    const load = await measure(servers[variant].url, WARM_UP_SECONDS);
    answered[variant] += load.answered;
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const variant of VARIANTS) {
      const load = await measure(servers[variant].url, 1);
      answered[variant] += load.answered;
      sums[variant] += load.requestsPerSecond;
    }
  }
  await os.stop();
  await disk.stop();
  return {
    requestsPerSecond: {
      discard: sums.discard / TURNS,
      os: sums.os / TURNS,
      disk: sums.disk / TURNS,
    },
    stored: await checkedLines(osData.path, answered.os) +
      await checkedLines(diskData.path, answered.disk),
  };
}

function measure(server: string, seconds: number): Promise<Load> {
  const url = `${server}v1/on_import`;
  return post({ url, connections: CONNECTIONS, seconds });
}

/** @returns how many events are in the journal, which must be those that were acknowledged */
async function checkedLines(data: string, answered: number): Promise<number> {
  const stored = await countJournalLines(data);
  // wrk stops in the midst: what is on the way then may be stored, once a connection and run.
  const onTheWay = (1 + TURNS) * CONNECTIONS;
  if (stored < answered || stored > answered + onTheWay) {
    throw new Error(
      `Cannot trust the figures: ${answered} events acknowledged, ${stored} stored`,
    );
  }
  return stored;
}

function pathOf(name: string): string {
  return fromFileUrl(new URL(name, import.meta.url));
}
