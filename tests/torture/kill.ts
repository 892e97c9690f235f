/** Servers that are killed under load, again and again, on one folder. */
import { Random } from "../../lib/testing/random.ts";
import { type Kind, ServerProcess } from "../server_process.ts";
import { JournalReader } from "./journal_reader.ts";
import { Ledger } from "./ledger.ts";
import { Load, postUnanswered } from "./load.ts";

/** What is done. */
export interface KillOptions {
  readonly folder: string;
  readonly kind: Kind;
  readonly rounds: number;
  readonly seed: number;
  readonly connections?: number;
  /** Told a line now and then. */
  readonly say: (line: string) => void;
}

/** What was seen. */
export interface KillFigures {
  readonly rounds: number;
  readonly acknowledgedEvents: number;
  /** Sent without an answer before a kill, and again after it. */
  readonly resentEvents: number;
  /** Rounds whose kill left a torn line, or a whole one without its end. */
  readonly tornRounds: number;
  readonly slowestStartMs: number;
}

const MAX_LOAD_MS = 600;
const ROUNDS_BETWEEN_WORDS = 20;

/**
 * Starts a server, presses it, kills it at a random moment, and looks at the folder after the next
 * one has opened it.
 *
 * @throws {Error} where an acknowledged event is missing or there twice, a line is torn, or an
 * answer was not as it should be
 */
export async function killRounds(options: KillOptions): Promise<KillFigures> {
  const { folder, rounds, seed, connections = 64, say, kind } = options;
  const random = new Random(seed);
  const ledger = new Ledger(new Random(seed, 1));
  const reader = new JournalReader(folder);
  let [resentEvents, tornRounds, slowestStartMs] = [0, 0, 0];
  for (let round = 1; round <= rounds; round++) {
    const began = performance.now();
    const sync = random.pick(["disk", "os"]);
    await using server = await ServerProcess.start({
      data: folder,
      kind,
      args: ["--sync", sync],
    });
    slowestStartMs = Math.max(slowestStartMs, performance.now() - began);
    check({ reader, ledger, round });
    resentEvents += ledger.unanswered.length;
    const load = new Load({
      origin: server.origin,
      connections,
      ledger,
      random: new Random(seed, round + 1),
    });
    await load.underWay();
    await new Promise((resolve) =>
      setTimeout(resolve, random.below(MAX_LOAD_MS))
    );
    const { stderr } = await server.stop("SIGKILL");
    await load.stop();
    if (stderr.includes("torn line")) tornRounds++;
    if (round % ROUNDS_BETWEEN_WORDS === 0) {
      say(`round ${round}: ${ledger.acknowledged.size} events acknowledged`);
    }
  }
  await checkAtLast(options, { reader, ledger });
  return {
    rounds,
    acknowledgedEvents: ledger.acknowledged.size,
    resentEvents,
    tornRounds,
    slowestStartMs: Math.round(slowestStartMs),
  };
}

interface Books {
  readonly reader: JournalReader;
  readonly ledger: Ledger;
}

function check({ reader, ledger, round }: Books & { readonly round: number }) {
  reader.readOn();
  const lost = [...ledger.acknowledged]
    .filter((uuid) => !reader.uuids.has(uuid));
  if (lost.length > 0) {
    throw new Error(
      `Round ${round}: ${lost.length} acknowledged events are lost, e.g. ${
        lost[0]
      }`,
    );
  }
  if (ledger.unforeseen.length > 0) {
    throw new Error(`Round ${round}: answered ${ledger.unforeseen[0]}`);
  }
}

/** With a server that nobody kills: every event ever sent is there once, and it says so too. */
async function checkAtLast(
  { folder, kind }: KillOptions,
  { reader, ledger }: Books,
): Promise<void> {
  await using server = await ServerProcess.start({ data: folder, kind });
  await postUnanswered(server.origin, ledger);
  check({ reader, ledger, round: Infinity });
  if (reader.uuids.size !== ledger.acknowledged.size) {
    throw new Error(
      `${ledger.acknowledged.size} events were acknowledged in the end, ${reader.uuids.size} are stored`,
    );
  }
  const count = await (await fetch(`${server.origin}/v1/count`)).json();
  const { store } = await (await fetch(`${server.origin}/v1/meta`)).json();
  const seen = [count.record_count, store.unreadable_lines];
  if (seen[0] !== reader.uuids.size || seen[1] !== 0) {
    throw new Error(
      `The server counts ${seen[0]} records and ${
        seen[1]
      } unreadable lines, expected ${reader.uuids.size} and 0`,
    );
  }
}
