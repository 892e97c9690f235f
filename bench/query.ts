/** How fast questions are answered, against DuckDB and other programs on the same events. */
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { coldScans } from "./query/cold_scan.ts";
import { DuckDB } from "./query/duckdb.ts";
import { keptJournal, readOnce } from "./query/journal_folder.ts";
import { repeatedQuestions } from "./query/repeated.ts";
import { restarts } from "./query/restart.ts";

const DEFAULT_EVENTS = 1_000_000;
const SEED = 2026;

/** The benchmark `query`. */
export const query: Benchmark = {
  name: "query",
  // It says in its report which programs it did without.
  missing: () => Promise.resolve(undefined),
  run: runQuery,
};

async function runQuery(
  { rounds, events = DEFAULT_EVENTS, say }: BenchOptions,
) {
  const journal = await keptJournal({ count: events, seed: SEED, say });
  const sizeBytes = await readOnce(journal);
  const opened = await DuckDB.open();
  const isThere = opened instanceof DuckDB;
  using duckdb = isThere ? opened : undefined;
  const notes = [
    `${sizeBytes} bytes, ${Math.round(sizeBytes / events)} an event`,
    isThere ? `DuckDB ${opened.version}` : `left out: DuckDB: ${opened}`,
  ];
  for (const note of notes) say(note);
  const bench = { journal, events, sizeBytes, rounds, duckdb, notes, say };
  return [
    ...await restarts(bench),
    ...await coldScans(bench),
    ...await repeatedQuestions(bench),
  ];
}
