/** How soon a server is back on a large journal whose last line was torn. */
import { join } from "@std/path";
import {
  keptJournal,
  linkSegments,
  segmentsOf,
} from "../../bench/query/journal_folder.ts";
import {
  type Kind,
  ServerProcess,
  TemporaryFolder,
} from "../server_process.ts";

/** What is done. */
export interface RecoveryOptions {
  readonly kind: Kind;
  readonly rounds: number;
  readonly seed: number;
  /** Told a line now and then. */
  readonly say: (line: string) => void;
}

/** What was seen. */
export interface RecoveryFigures {
  readonly sizeMb: number;
  /** Until the server listened and had stored an event, in each round. */
  readonly startMs: readonly number[];
}

/** 1 GB of them. */
const EVENTS = 1_400_000;

/** @throws {Error} where the torn line is not set aside, or the next event not stored */
export async function recoveries(
  { kind, rounds, seed, say }: RecoveryOptions,
): Promise<RecoveryFigures> {
  const kept = await keptJournal({ count: EVENTS, seed, say });
  const names = await segmentsOf(kept);
  const last = names.at(-1)!;
  let sizeBytes = 0;
  for (const name of names) sizeBytes += Deno.statSync(join(kept, name)).size;
  const startMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    using folder = new TemporaryFolder();
    await linkSegments(kept, folder.path);
    Deno.removeSync(join(folder.path, last));
    Deno.copyFileSync(join(kept, last), join(folder.path, last));
    const torn = `{"uuid":"torn","x`;
    Deno.writeTextFileSync(join(folder.path, last), torn, { append: true });
    const began = performance.now();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const response = await fetch(`${server.origin}/v1/on_import`, {
      method: "POST",
      body: `{"uuid":"first after the start"}`,
    });
    await response.text();
    startMs.push(Math.round(performance.now() - began));
    const { stderr } = await server.stop();
    if (response.status !== 200 || !stderr.includes(": quarantined")) {
      throw new Error(`The start answers ${response.status}: ${stderr}`);
    }
    say(`recovery ${round + 1} of ${rounds}: ${startMs.at(-1)} ms`);
  }
  return { sizeMb: Math.round(sizeBytes / 1e6), startMs };
}
