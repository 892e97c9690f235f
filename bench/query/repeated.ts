/** Questions asked again and again of one server, against DuckDB's tables in memory. */
import type { Report, Row, RowTarget } from "../report.ts";
import { summarize } from "../samples.ts";
import { differenceOf, type NamedAnswer } from "./answer.ts";
import { type Asked, AskedServer } from "./asked_server.ts";
import type { DuckDB } from "./duckdb.ts";
import {
  compareWithTables,
  type LoadedTables,
  loadTables,
  TABLE_NAMES,
  type TableCourse,
} from "./duckdb_tables.ts";
import { checkTotal, comparisonCheck, type QueryBench } from "./query_bench.ts";
import {
  REPEATED_QUESTIONS,
  type RepeatedQuestion,
} from "./repeated_questions.ts";
import { repeated, rotated } from "./rounds.ts";

const REPEATS = { warmUps: 3, times: 20, patienceMs: 3000 };

/** From here on the targets in milliseconds hold. */
const EVENTS_OF_ABSOLUTE_TARGETS = 10_000_000;

/** More groups than there are, and another number each time: no such question was answered before. */
let nextTop = EVENTS_OF_ABSOLUTE_TARGETS;

const MEBIBYTE = 1024 * 1024;

/** What is measured of one question. */
interface Course {
  readonly question: RepeatedQuestion;
  readonly expected: NamedAnswer;
  readonly ours: number[];
  readonly elapsed: number[];
  readonly again: number[];
  readonly tables: readonly TableCourse[];
  readonly notes: readonly string[];
}

/** A report for each question. */
export async function repeatedQuestions(bench: QueryBench): Promise<Report[]> {
  const loaded = await loadTables(bench);
  await using server = await AskedServer.start(bench.journal);
  const courses: Course[] = [];
  for (const question of REPEATED_QUESTIONS) {
    courses.push(await prepare({ bench, server, loaded, question }));
    bench.say(`${question.name}: all answers are equal`);
  }
  for (let round = 0; round < bench.rounds; round++) {
    for (const course of rotated(courses, round)) {
      const inTurn = [
        () => timeOurs(server, course),
        ...course.tables.map((table) => () =>
          timeTable(loaded!.duckdb, course.question, table)
        ),
      ];
      for (const run of rotated(inTurn, round)) await run();
    }
    bench.say(`repeated questions: round ${round + 1} of ${bench.rounds}`);
  }
  const memory = await memoryNotes(bench, server);
  return courses.map((course, index) =>
    reportOf(bench, course, index === 0 ? memory : [])
  );
}

interface Preparation {
  readonly bench: QueryBench;
  readonly server: AskedServer;
  readonly loaded: LoadedTables | undefined;
  readonly question: RepeatedQuestion;
}

async function prepare(
  { bench, server, loaded, question }: Preparation,
): Promise<Course> {
  const answer = (await server.ask(question.parameters)).answer();
  if (question.parameters.where === undefined) checkTotal(bench, answer);
  const expected = { name: "ours", answer };
  const { tables, notes } = loaded === undefined
    ? { tables: [], notes: [] as string[] }
    : await compareWithTables(loaded, question, expected);
  const samples = { ours: [], elapsed: [], again: [] };
  return { question, expected, ...samples, tables, notes };
}

async function timeOurs(server: AskedServer, course: Course): Promise<void> {
  const { question: { parameters } } = course;
  const anew = await askRepeatedly(
    () => server.ask({ ...parameters, top: String(nextTop++) }),
    course,
  );
  course.ours.push(medianOf(anew.map(({ tookMs }) => tookMs)));
  course.elapsed.push(medianOf(anew.map(({ elapsedMs }) => elapsedMs())));
  const again = await askRepeatedly(() => server.ask(parameters), course);
  course.again.push(medianOf(again.map(({ tookMs }) => tookMs)));
}

/** Asks what must be answered as before. */
async function askRepeatedly(
  ask: () => Promise<Asked>,
  { expected }: Course,
): Promise<readonly Asked[]> {
  const asked = await repeated(ask, REPEATS);
  const ours = { name: "ours in a round", answer: asked.at(-1)!.answer() };
  const difference = differenceOf(expected, ours);
  if (difference !== undefined) throw new Error(difference);
  return asked;
}

function medianOf(samples: readonly number[]): number {
  return summarize(samples).median;
}

async function timeTable(
  duckdb: DuckDB,
  { keyLength }: RepeatedQuestion,
  { form, samples }: TableCourse,
): Promise<void> {
  const asked = await repeated(() => duckdb.ask(form.sql, keyLength), REPEATS);
  samples.push(summarize(asked.map(({ tookMs }) => tookMs)).median);
}

/** What the server holds after all questions. */
async function memoryNotes(
  { events }: QueryBench,
  server: AskedServer,
): Promise<string[]> {
  const memory = await server.memory();
  if (memory === undefined) return [];
  const { residentBytes, peakBytes } = memory;
  const [resident, peak] = [residentBytes, peakBytes].map((bytes) =>
    Math.round(bytes / MEBIBYTE)
  );
  const each = Math.round(residentBytes / events);
  return [
    `the server's resident memory after all questions: ${resident} MiB (VmRSS, ` +
    `${each} bytes an event), at most ${peak} MiB (VmHWM)`,
  ];
}

function reportOf(
  { events, duckdb }: QueryBench,
  { question, expected, ours, elapsed, again, tables, notes }: Course,
  memory: readonly string[],
): Report {
  const { atMostOfTable, atMostOfTableAgain, atMostOfEnums, atMostMs } =
    question;
  const isCompared = tables.length > 0;
  const atMostOf = (atMost: number | undefined): RowTarget[] =>
    isCompared && atMost !== undefined ? [{ atMost }] : [];
  const targets: RowTarget[] = [
    ...atMostOf(atMostOfTable),
    ...atMostOf(atMostOfEnums)
      .map((target) => ({ ...target, of: TABLE_NAMES.enums })),
    ...(atMostMs !== undefined && events >= EVENTS_OF_ABSOLUTE_TARGETS
      ? [{ medianBelow: atMostMs }]
      : []),
  ];
  const [first, ...rest]: [Row, ...Row[]] = [
    { name: "ours, over HTTP", samples: ours, targets },
    { name: "ours, elapsed_ms", samples: elapsed },
    {
      name: "ours again, nothing changed",
      samples: again,
      targets: atMostOf(atMostOfTableAgain),
    },
  ];
  const [plain, ...others] = tables;
  return {
    title: `Repeated: ${question.name}, ${events} events`,
    unit: "ms",
    rows: plain === undefined
      ? [first, ...rest]
      : [plain, ...others, first, ...rest],
    checks: [
      comparisonCheck(expected.answer, duckdb ? ["DuckDB"] : []),
    ],
    notes: [
      ...notes,
      ...memory,
    ],
  };
}
