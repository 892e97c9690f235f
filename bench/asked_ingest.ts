/** How many events a second the server takes in while it is asked about a million others. */
import { TempFolder } from "../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { HttpConnection } from "./http_connection.ts";
import { startOurServer } from "./our_server.ts";
import { touchPageCache } from "./page_cache.ts";
import { keptJournal, linkSegments, readOnce } from "./query/journal_folder.ts";
import { hasWrk, type Load, post } from "./wrk.ts";

const DEFAULT_EVENTS = 1_000_000;
const SEED = 2026;
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 1;
const SECONDS = 4;

/** More than a journal grows to in one measurement. */
const JOURNAL_BYTES = 600 * 1024 * 1024;

/** It looks through the latest events' uuids before it listens. */
const START_TIMEOUT_MS = 120_000;

/** What people look at again and again, one question at a time. */
const QUESTIONS = [
  "group_by=@python",
  "group_by=python.compiler,@os&distinct=username",
  "group_by=username&where=@os=Linux&top=20",
  "interval=day",
  "group_by=python.argv.0&top=5",
] as const;
const PAUSE_MS = 100;

const VARIANTS = ["alone", "asked"] as const;
type Variant = typeof VARIANTS[number];

/** The benchmark `asked`. */
export const askedIngest: Benchmark = {
  name: "asked",
  missing: async () =>
    await hasWrk() ? undefined : `wrk is missing: "apt-get install wrk"`,
  run: runAskedIngest,
};

interface Measured {
  readonly load: Load;
  readonly questions: number;
}

async function runAskedIngest(
  { rounds, events = DEFAULT_EVENTS, say }: BenchOptions,
) {
  const journal = await keptJournal({ count: events, seed: SEED, say });
  await readOnce(journal);
  const all: Record<Variant, Measured[]> = { alone: [], asked: [] };
  for (let round = 0; round < rounds; round++) {
    for (const variant of VARIANTS) {
      all[variant].push(await measure(journal, variant));
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  const of = (variant: Variant, figure: (load: Load) => number) =>
    all[variant].map(({ load }) => figure(load));
  const questions = all.asked.reduce((sum, each) => sum + each.questions, 0);
  return [{
    title:
      `Ingest, --sync os, ${CONNECTIONS} connections, one question every ${PAUSE_MS} ms about ${events} events and all that come in`,
    unit: "requests/s",
    rows: [
      { name: "alone", samples: of("alone", (load) => load.requestsPerSecond) },
      {
        name: "while asked",
        samples: of("asked", (load) => load.requestsPerSecond),
        targets: [{ atLeast: 0.8 }],
      },
    ],
    checks: [
      "every request was answered with 2xx",
      `${questions} questions were answered`,
    ],
  }, {
    title: "The longest that a request took",
    unit: "ms",
    rows: [
      { name: "alone", samples: of("alone", (load) => load.maxMs) },
      {
        name: "while asked",
        samples: of("asked", (load) => load.maxMs),
        targets: [{ medianBelow: 50 }],
      },
      {
        name: "alone, 99 of 100",
        samples: of("alone", (load) => load.p99Ms),
      },
      {
        name: "while asked, 99 of 100",
        samples: of("asked", (load) => load.p99Ms),
      },
    ],
    checks: [],
  }] as const;
}

async function measure(journal: string, variant: Variant): Promise<Measured> {
  await touchPageCache(JOURNAL_BYTES);
  await using data = await TempFolder.make();
  await linkSegments(journal, data.path);
  await using server = await startOurServer(data.path, ["--sync=os"], {
    timeoutMs: START_TIMEOUT_MS,
  });
  const target = { url: `${server.url}v1/on_import`, connections: CONNECTIONS };
  using asking = await HttpConnection.open(server.url);
  // In both variants all columns are there, and all code is compiled.
  for (const question of QUESTIONS) await ask(asking, question);
  await post({ ...target, seconds: WARM_UP_SECONDS });
  const load = post({ ...target, seconds: SECONDS });
  let questions = 0;
  let isOver = false;
  load.finally(() => isOver = true).catch(() => {});
  while (variant === "asked" && !isOver) {
    await ask(asking, QUESTIONS[questions++ % QUESTIONS.length]!);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { load: await load, questions };
}

async function ask(
  connection: HttpConnection,
  question: string,
): Promise<void> {
  await connection.get(`/v1/count?${question}&format=json`);
}
