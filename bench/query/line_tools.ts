/** Programs that people reach for when they have JSON Lines: jq, Miller and SQLite. */
import { messageOf } from "../../lib/error.ts";
import { run } from "../../scripts/build/run.ts";
import { type Answer, answerOfCounts } from "./answer.ts";
import { segmentsOf } from "./journal_folder.ts";

/** A program that counts `python.compiler` straight from the files. */
export interface LineTool {
  readonly name: string;
  readonly command: string;
  /** The Debian package. */
  readonly packageName: string;
  /** What to run in the journal's folder. */
  readonly program: (segments: readonly string[]) => Program;
  /** Counts per value, out of what it wrote. */
  readonly read: (stdout: string) => Readonly<Record<string, number>>;
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

const TIMEOUT_MS = 600_000;
const PROBE_TIMEOUT_MS = 10_000;

/** Miller 6.6 refuses a whole file for one empty key, which a few events have in their tags. */
const NAME_EMPTY_KEYS = String.raw`sed 's/"": *\[\]/"_":[]/g'`;

/** All of them. */
export const LINE_TOOLS: readonly LineTool[] = [
  {
    name: "jq, reduce",
    command: "jq",
    packageName: "jq",
    program: (segments) => ({
      command: "jq",
      args: [
        "-n",
        "reduce (inputs | .python.compiler? | strings) as $key ({}; .[$key] += 1)",
        ...segments,
      ],
    }),
    read: JSON.parse,
  },
  {
    name: "Miller, behind sed",
    command: "mlr",
    packageName: "miller",
    program: (segments) => ({
      command: "sh",
      args: [
        "-c",
        `${NAME_EMPTY_KEYS} "$@" | mlr --ijsonl --ojsonl put -q '` +
        'if (is_present($python)) {emit1 {"key": $python["compiler"]}}' +
        "' then count-distinct -f key",
        "sh",
        ...segments,
      ],
    }),
    read: (stdout) =>
      Object.fromEntries(
        stdout.trimEnd().split("\n").map((line) => JSON.parse(line))
          .map(({ key, count }) => [key, count]),
      ),
  },
  {
    name: "SQLite, import and json_extract",
    command: "sqlite3",
    packageName: "sqlite3",
    program: () => ({
      command: "sqlite3",
      args: [
        "-batch",
        ":memory:",
        "create table events (line text)",
        ".mode ascii",
        String.raw`.separator "\037" "\n"`,
        `.import "|cat *.jsonl" events`,
        ".mode list",
        "select json_group_object(key, count) from (" +
        "select json_extract(line, '$.python.compiler') as key, count(*) as count " +
        "from events group by key having key is not null)",
      ],
    }),
    read: JSON.parse,
  },
];

/** Whether the program is on this machine. */
export async function isInstalled({ command }: LineTool): Promise<boolean> {
  try {
    const args = ["--version"];
    return (await run(command, { args, timeoutMs: PROBE_TIMEOUT_MS })).isOk;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Counts with a program.
 *
 * @throws {Error} where it fails, with its own messages
 */
export async function countWith(
  tool: LineTool,
  folder: string,
): Promise<{ tookMs: number; answer: Answer }> {
  const { command, args } = tool.program(await segmentsOf(folder));
  const startedAt = performance.now();
  const result = await run(command, {
    args,
    cwd: folder,
    timeoutMs: TIMEOUT_MS,
  });
  const tookMs = performance.now() - startedAt;
  if (!result.isOk) {
    throw new Error(
      `Cannot count with ${tool.name} (${result.ending}): ${result.stderr}`,
    );
  }
  return { tookMs, answer: answerOfCounts(countsIn(result.stdout, tool)) };
}

function countsIn(stdout: string, { name, read }: LineTool) {
  try {
    return read(stdout);
  } catch (cause) {
    throw new Error(
      `Cannot read the counts of ${name}: ${messageOf(cause)}`,
      { cause },
    );
  }
}
