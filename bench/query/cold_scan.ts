/** The first question by a path: how long until its answer, straight from the files. */
import { join } from "@std/path";
import type { Report, Row } from "../report.ts";
import { differenceOf, type NamedAnswer } from "./answer.ts";
import { AskedServer } from "./asked_server.ts";
import {
  COLD_QUESTIONS,
  coldForms,
  type ColdQuestion,
} from "./cold_questions.ts";
import { fastestForm } from "./fastest_form.ts";
import { countWith, isInstalled, LINE_TOOLS } from "./line_tools.ts";
import { rotated } from "./rounds.ts";
import { checkTotal, comparisonCheck, type QueryBench } from "./query_bench.ts";

/** Half of DuckDB's time. */
const TARGET = { atMost: 0.5 };

/** With more, jq alone takes minutes. */
const MAX_EVENTS_FOR_LINE_TOOLS = 2_000_000;

/** A server warms up for half a second once it takes events in; its first second is another row. */
const SETTLED_MS = 1000;

/** What is measured of one question. */
interface Course {
  readonly question: ColdQuestion;
  readonly expected: NamedAnswer;
  /** DuckDB's fastest form, if it is there. */
  readonly form: { readonly name: string; readonly sql: string } | undefined;
  readonly samples: {
    readonly ours: number[];
    readonly elapsed: number[];
    readonly atOnce: number[];
    readonly duckdb: number[];
  };
  readonly lineTools: readonly Row[];
  readonly comparedWith: readonly string[];
  readonly notes: readonly string[];
}

/** A report for each path. */
export async function coldScans(bench: QueryBench): Promise<Report[]> {
  const courses: Course[] = [];
  for (const question of COLD_QUESTIONS) {
    courses.push(await prepare(bench, question));
    bench.say(`first question by ${question.path}: all answers are equal`);
  }
  for (let round = 0; round < bench.rounds; round++) {
    for (const course of rotated(courses, round)) {
      const inTurn = [
        () => timeOurs(bench, course),
        () => timeDuckDB(bench, course),
      ];
      for (const run of rotated(inTurn, round)) await run();
    }
    bench.say(`first questions: round ${round + 1} of ${bench.rounds}`);
  }
  return courses.map((course) => reportOf(bench, course));
}

async function prepare(
  bench: QueryBench,
  question: ColdQuestion,
): Promise<Course> {
  const { answer } = await askFirst(bench, question);
  const expected = { name: "ours", answer: answer() };
  checkTotal(bench, expected.answer);
  const found = bench.duckdb && await fastestForm({
    forms: coldForms(question, join(bench.journal, "*.jsonl")),
    ask: (sql) => bench.duckdb!.ask(sql, 1),
    expected,
  });
  const isFirst = question === COLD_QUESTIONS[0];
  const { rows, notes } = isFirst
    ? await runLineTools(bench, expected)
    : { rows: [], notes: [] };
  return {
    question,
    expected,
    form: found?.form,
    samples: { ours: [], elapsed: [], atOnce: [], duckdb: [] },
    lineTools: rows,
    comparedWith: [...found ? ["DuckDB"] : [], ...rows.map(({ name }) => name)],
    notes: [
      ...isFirst ? bench.notes : [],
      ...found?.unfit.map((why) => `not used: ${why}`) ?? [],
      ...notes,
    ],
  };
}

async function timeOurs(bench: QueryBench, course: Course): Promise<void> {
  const { samples } = course;
  const { tookMs, elapsedMs } = await askAgain(bench, course, SETTLED_MS);
  samples.ours.push(tookMs);
  samples.elapsed.push(elapsedMs());
  samples.atOnce.push((await askAgain(bench, course, 0)).tookMs);
}

/** As `askFirst`. @throws {Error} where the answer is not the one that is expected */
async function askAgain(
  bench: QueryBench,
  { question, expected }: Course,
  waitMs: number,
) {
  const asked = await askFirst(bench, question, waitMs);
  const ours = { name: "ours in a round", answer: asked.answer() };
  const difference = differenceOf(expected, ours);
  if (difference !== undefined) throw new Error(difference);
  return asked;
}

async function timeDuckDB(
  { duckdb }: QueryBench,
  { form, samples }: Course,
): Promise<void> {
  if (duckdb === undefined || form === undefined) return;
  samples.duckdb.push((await duckdb.ask(form.sql, 1)).tookMs);
}

/** The only question that a fresh server is asked, so long after it listened. */
async function askFirst(
  { journal }: QueryBench,
  { path }: ColdQuestion,
  waitMs = SETTLED_MS,
) {
  await using server = await AskedServer.start(journal);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return await server.ask({ group_by: path });
}

/** Each once: they take ten seconds and more for a million events. */
async function runLineTools(bench: QueryBench, expected: NamedAnswer) {
  const rows: Row[] = [];
  const notes: string[] = [];
  if (bench.events > MAX_EVENTS_FOR_LINE_TOOLS) {
    notes.push(
      `left out with more than ${MAX_EVENTS_FOR_LINE_TOOLS} events: ${
        LINE_TOOLS.map(({ command }) => command).join(", ")
      }`,
    );
    return { rows, notes };
  }
  for (const tool of LINE_TOOLS) {
    const { name, command, packageName } = tool;
    if (!await isInstalled(tool)) {
      notes.push(
        `left out: ${command} is missing: "apt-get install ${packageName}"`,
      );
      continue;
    }
    const { tookMs, answer } = await countWith(tool, bench.journal);
    const difference = differenceOf(expected, { name, answer });
    if (difference !== undefined) throw new Error(difference);
    rows.push({ name: `${name} (once)`, samples: [tookMs] });
  }
  return { rows, notes };
}

function reportOf(bench: QueryBench, course: Course): Report {
  const { question, expected, form, samples, lineTools, notes, comparedWith } =
    course;
  const ours: Row = { name: "ours, over HTTP", samples: samples.ours };
  const rest = [
    { name: "ours, elapsed_ms", samples: samples.elapsed },
    { name: "ours, as soon as it listened", samples: samples.atOnce },
    ...lineTools,
  ];
  return {
    title: `First question by ${question.path}, ${bench.events} events`,
    unit: "ms",
    rows: form === undefined ? [ours, ...rest] : [
      { name: `DuckDB, ${form.name}`, samples: samples.duckdb },
      { ...ours, targets: [TARGET] },
      ...rest,
    ],
    checks: [
      comparisonCheck(expected.answer, comparedWith),
      `each of ours was the first question to a server that had listened for ${SETTLED_MS} ms`,
    ],
    notes,
  };
}
