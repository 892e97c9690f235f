/** DuckDB's side of repeated questions: what it has loaded, and whether it answers as we do. */
import { join } from "@std/path";
import { differenceOf, type NamedAnswer } from "./answer.ts";
import type { SqlForm } from "./cold_questions.ts";
import type { DuckDB } from "./duckdb.ts";
import { fastestForm } from "./fastest_form.ts";
import type { QueryBench } from "./query_bench.ts";
import {
  ENUM_TABLE,
  enumTableSql,
  PLAIN_TABLE,
  plainTableSql,
  type RepeatedQuestion,
} from "./repeated_questions.ts";

/** Both tables were measured to take 1,000 bytes an event and less. */
const BYTES_AN_EVENT = 1100;

/** For the server, and what else runs. */
const SPARE_BYTES = 2 * 1024 ** 3;

/** DuckDB's tables, by the names that they have in reports. */
export const TABLE_NAMES = {
  plain: "DuckDB, table",
  enums: "DuckDB, ENUMs",
} as const;

/** A table, asked in its fastest form, and how long that took in each round. */
export interface TableCourse {
  readonly name: string;
  readonly form: SqlForm;
  readonly samples: number[];
}

/** What DuckDB has ready. */
export interface LoadedTables {
  readonly duckdb: DuckDB;
  /** Whether there are tables to be timed, or only a view that reads the files each time. */
  readonly isInMemory: boolean;
}

/** Loads both tables where there is memory for them. */
export async function loadTables(
  { duckdb, events, sizeBytes, journal, say }: QueryBench,
): Promise<LoadedTables | undefined> {
  if (duckdb === undefined) return undefined;
  const files = join(journal, "*.jsonl");
  const neededBytes = events * BYTES_AN_EVENT + sizeBytes + SPARE_BYTES;
  if (Deno.systemMemoryInfo().available < neededBytes) {
    say("not enough memory for DuckDB's tables: it only checks our answers");
    await duckdb.run(plainTableSql(files, "view"));
    return { duckdb, isInMemory: false };
  }
  const startedAt = performance.now();
  await duckdb.run(plainTableSql(files, "table"));
  for (const sql of enumTableSql()) await duckdb.run(sql);
  const tookMs = Math.round(performance.now() - startedAt);
  say(`DuckDB's tables: loaded in ${tookMs} ms`);
  return { duckdb, isInMemory: true };
}

/**
 * Compares DuckDB's answers with the expected one, and finds how to ask its tables.
 *
 * @throws {Error} where none is equal, with what differs
 */
export async function compareWithTables(
  { duckdb, isInMemory }: LoadedTables,
  { forms, keyLength }: RepeatedQuestion,
  expected: NamedAnswer,
): Promise<{ tables: TableCourse[]; notes: string[] }> {
  const ask = (sql: string) => duckdb.ask(sql, keyLength);
  const tables: TableCourse[] = [];
  const notes: string[] = [];
  if (!isInMemory) {
    const [{ sql }] = forms(PLAIN_TABLE);
    const answer = (await ask(sql)).answer();
    const difference = differenceOf(expected, { name: "DuckDB", answer });
    if (difference !== undefined) throw new Error(difference);
    notes.push("left out: DuckDB's tables, for want of memory");
    return { tables, notes };
  }
  const timed = [[TABLE_NAMES.plain, PLAIN_TABLE], [
    TABLE_NAMES.enums,
    ENUM_TABLE,
  ]] as const;
  for (const [name, table] of timed) {
    const given = forms(table);
    const { form, unfit } = await fastestForm({ forms: given, ask, expected });
    tables.push({ name, form, samples: [] });
    if (given.length > 1) notes.push(`${name}: asked by ${form.name}`);
    notes.push(...unfit.map((why) => `not used: ${why}`));
  }
  return { tables, notes };
}
