/** Of several forms of one question, the fastest whose answer is right. */
import { messageOf } from "../../lib/error.ts";
import { differenceOf, type NamedAnswer } from "./answer.ts";
import type { SqlForm } from "./cold_questions.ts";
import type { TimedRows } from "./duckdb.ts";

/** How a form is found. */
export interface FormOptions {
  readonly forms: readonly SqlForm[];
  readonly ask: (sql: string) => Promise<TimedRows>;
  /** What the answer must be. */
  readonly expected: NamedAnswer;
}

/** What was found. */
export interface FoundForm {
  readonly form: SqlForm;
  /** Why others were not taken. */
  readonly unfit: readonly string[];
}

const TIMED_TRIES = 2;

/**
 * Asks in each form, first to compare its answer, then to time it.
 *
 * @throws {Error} where no form gives the expected answer, with what differs
 */
export async function fastestForm(
  { forms, ask, expected }: FormOptions,
): Promise<FoundForm> {
  const unfit: string[] = [];
  let fastest: { form: SqlForm; tookMs: number } | undefined;
  for (const form of forms) {
    const name = `DuckDB (${form.name})`;
    try {
      const answer = (await ask(form.sql)).answer();
      const difference = differenceOf(expected, { name, answer });
      if (difference !== undefined) {
        unfit.push(difference);
        continue;
      }
    } catch (error) {
      unfit.push(`${name} fails: ${messageOf(error)}`);
      continue;
    }
    const times: number[] = [];
    while (times.length < TIMED_TRIES) times.push((await ask(form.sql)).tookMs);
    const tookMs = Math.min(...times);
    if (fastest === undefined || tookMs < fastest.tookMs) {
      fastest = { form, tookMs };
    }
  }
  if (fastest === undefined) {
    throw new Error(`Cannot compare: ${unfit.join("\n")}`);
  }
  return { form: fastest.form, unfit };
}
