/** `repair`: makes a folder whole again, as far as its lines can be read. */
import { basename, dirname, relative } from "@std/path";
import { BLOCK_FILE } from "../columns/stored/stored_columns.ts";
import { counted } from "../counted.ts";
import { editFolder } from "../journal/edit/edit_folder.ts";
import { keepAside } from "../journal/edit/keep_aside.ts";
import { rewriteWithout } from "../journal/edit/rewrite_segment.ts";
import type { JournalFileSystem } from "../journal/mod.ts";
import { linesForward } from "../journal/read_forward.ts";
import type { SegmentView } from "../journal/segment.ts";
import { visible } from "../terminal/mod.ts";
import { checkColumns } from "./check_columns.ts";
import type { CommandContext } from "./command.ts";
import {
  COMMON_OPTIONS,
  folderHelp,
  readFolderOptions,
} from "./folder_options.ts";
import { isWholeRecord } from "./whole_record.ts";
import { WorkLine } from "./waiting.ts";
import { writeAll } from "./write_all.ts";

const HELP = `pyanalytics-server repair: makes a journal whole again

Usage: pyanalytics-server repair --data DIR

Segments with lines that are no records, and compressed ones that are damaged, are written anew
with all that can be read. Each is kept in "quarantine" as it was: nothing is deleted but columns in
"cache" that are damaged or not what the lines say, which are made anew when they are needed. No
server may be running on the folder. "verify" says what is wrong, and changes nothing.
`;

/** @throws {Error} where a server uses the folder, or it cannot be written */
export async function repair(context: CommandContext): Promise<number> {
  const { values, folder } = readFolderOptions(COMMON_OPTIONS, context);
  if (values.help) {
    await writeAll(context.stdout, folderHelp(HELP, COMMON_OPTIONS));
    return 0;
  }
  context.limitTo("repair");
  const { fileSystem } = context;
  const options = {
    host: context.hostname(),
    now: context.clock(),
    fileSystem,
  };
  const repaired: string[] = [];
  await editFolder(folder, options, async (segments, mended) => {
    for (const { segment, action, tornBytes } of mended) {
      repaired.push(`${segment}: a torn line of ${tornBytes} bytes ${action}`);
    }
    const total = segments.reduce((sum, each) => sum + each.sizeBytes, 0);
    using line = new WorkLine("Reading every line", total, context);
    for (const view of segments) {
      const { rows, damage } = await readSegment(view, line);
      if (rows.size === 0 && damage === undefined) continue;
      const aside = keepAside(fileSystem, folder, view.path);
      rewriteWithout(fileSystem, { view, rows }, { isTolerant: true });
      repaired.push(
        `${basename(view.path)}: ${
          counted(rows.size, "line")
        } without a record` +
          `${damage === undefined ? "" : ` and damage (${damage})`} ` +
          `taken out; as it was it is in "${aside}"`,
      );
    }
    const { wrong } = await checkColumns(
      folder,
      { damaged: new Set() },
      context,
    );
    for (const { path, problem } of wrong) {
      removeColumns(fileSystem, path);
      repaired.push(`${relative(folder, path)}: removed: ${problem}`);
    }
  });
  const summary = repaired.length === 0 ? "Nothing to repair" : "Repaired";
  const text = [...repaired, summary].map((each) => `${visible(each)}\n`);
  await writeAll(context.stdout, new TextEncoder().encode(text.join("")));
  return 0;
}

/** Removes a stored column, or a block with all of its columns: they are about its lines. */
function removeColumns(fileSystem: JournalFileSystem, path: string): void {
  if (basename(path) === BLOCK_FILE) fileSystem.removeFolder(dirname(path));
  else fileSystem.remove(path);
}

/** The rows of a segment that are no records, and what is wrong with its file. */
async function readSegment(view: SegmentView, line: WorkLine) {
  const rows = new Set<number>();
  let row = 0;
  const groups = linesForward(view, { isTolerant: true });
  for (;;) {
    const { done, value } = groups.next();
    if (done) return { rows, damage: value };
    for (const each of value) {
      if (!isWholeRecord(each)) rows.add(row);
      row++;
    }
    await line.advance(
      value.reduce((sum, { length }) => sum + length + 1, 0),
    );
  }
}
