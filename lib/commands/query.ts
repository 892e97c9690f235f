/** `query`: a question for counts, answered in the terminal. */
import { visibleLines } from "../terminal/mod.ts";
import type { CommandContext } from "./command.ts";
import type { CountAnswer, CountSource } from "./count_source.ts";
import { countTable } from "./count_table.ts";
import { folderSource } from "./folder_source.ts";
import {
  queryHelp,
  type QueryOptions,
  readQueryOptions,
} from "./query_options.ts";
import { serverSource } from "./server_source.ts";
import { columnsOf, waitingLine } from "./waiting.ts";
import { writeAll } from "./write_all.ts";

/**
 * Answers the question in the arguments.
 *
 * @throws {ServiceError} where the question is at fault
 * @throws {Error} where nobody can answer it
 */
export async function query(context: CommandContext): Promise<number> {
  const options = readQueryOptions(context);
  const bytes = options.help
    ? new TextEncoder().encode(queryHelp())
    : written(await ask(options, context), context);
  await writeAll(context.stdout, bytes);
  return 0;
}

async function ask(
  { params, source }: QueryOptions,
  context: CommandContext,
): Promise<CountAnswer> {
  context.limitTo("folder" in source ? "query" : "query --server");
  const counts: CountSource = "folder" in source
    ? folderSource(source.folder, context.clock())
    : serverSource(source.server, source);
  using line = waitingLine(counts.waiting, context);
  return await counts.ask(params, (share) => line?.update(share));
}

function written(answer: CountAnswer, context: CommandContext): Uint8Array {
  const isTerminal = context.stdout.isTerminal();
  if ("result" in answer) {
    const width = isTerminal ? columnsOf(context) : Infinity;
    return new TextEncoder().encode(countTable(answer.result, { width }));
  }
  if (!isTerminal) return answer.body;
  // The exact bytes are for files and programs: on a screen they could do anything.
  const text = new TextDecoder().decode(answer.body);
  return new TextEncoder().encode(visibleLines(text));
}
