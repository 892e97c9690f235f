/** Checks the stored columns of a folder, for commands. */
import { basename, join } from "@std/path";
import { StoredCheck, type StoredFindings } from "../columns/stored/check.ts";
import { StoredColumns } from "../columns/stored/stored_columns.ts";
import { ReadableSegments } from "../journal/readable_segments.ts";
import { listSegments } from "../journal/segment.ts";
import type { CommandContext } from "./command.ts";
import { WorkLine } from "./waiting.ts";

/** What is known of the folder already. */
export interface CheckColumnsOptions {
  /** The names of segments whose lines cannot all be read: nothing is compared with them. */
  readonly damaged: ReadonlySet<string>;
}

/** Compares all stored columns with the segments' lines, as they are now. */
export async function checkColumns(
  folder: string,
  { damaged }: CheckColumnsOptions,
  context: CommandContext,
): Promise<StoredFindings> {
  const columns = new StoredColumns(join(folder, "cache"));
  const readable = new ReadableSegments();
  const check = new StoredCheck(columns, () =>
    readable.of(
      listSegments(folder).filter(({ path }) => !damaged.has(basename(path))),
    ));
  const ids = columns.blockIds().sort();
  using line = new WorkLine("Comparing stored columns", ids.length, context);
  let [fileCount, staleCount] = [0, 0];
  const wrong: StoredFindings["wrong"][number][] = [];
  for (const id of ids) {
    const found = check.checkBlock(id);
    fileCount += found.fileCount;
    staleCount += found.staleCount;
    wrong.push(...found.wrong);
    await line.advance(1);
  }
  return { fileCount, staleCount, wrong };
}
