/** `erase`: removes the records of a person who is to be forgotten. */
import { join } from "@std/path";
import { counted } from "../counted.ts";
import { editFolder } from "../journal/edit/edit_folder.ts";
import { eraseAndNote } from "../journal/edit/erasures.ts";
import { lineCount, planRemovals } from "../journal/edit/remove_lines.ts";
import { onOff, option, OptionError, texts } from "../options/mod.ts";
import { parseRecord, recordTest } from "../query/mod.ts";
import { parsePredicate } from "../query/predicate.ts";
import type { CommandContext } from "./command.ts";
import {
  COMMON_OPTIONS,
  folderHelp,
  readFolderOptions,
} from "./folder_options.ts";
import { WorkLine } from "./waiting.ts";
import { writeAll } from "./write_all.ts";

const OPTIONS = {
  where: option<readonly string[]>(
    texts("CONDITION"),
    [],
    "Records that meet it are erased; may repeat, all must hold",
    "PYANALYTICS_ERASE_WHERE",
  ),
  dryRun: option(
    onOff(),
    false,
    "Only say how many records there are",
    "PYANALYTICS_ERASE_DRY_RUN",
  ),
  ...COMMON_OPTIONS,
};

const HELP = `pyanalytics-server erase: removes records from a journal for good

Usage: pyanalytics-server erase --data DIR --where CONDITION [--where CONDITION...]

  pyanalytics-server erase --data /var/lib/pyanalytics --where username=alice

Conditions are those of the query string's "where". No server may be running on the folder.
Segments are written anew, each all at once; stored columns go; "erasures.jsonl" in the folder
notes when and how many, not what. Copies elsewhere, such as backups, are not reached.
`;

/** @throws {Error} where a server uses the folder, or a segment is damaged */
export async function erase(context: CommandContext): Promise<number> {
  const { values, folder } = readFolderOptions(OPTIONS, context);
  if (values.help) {
    await writeAll(context.stdout, folderHelp(HELP, OPTIONS));
    return 0;
  }
  if (values.where.length === 0) {
    throw new OptionError("Cannot erase without --where: say which records");
  }
  context.limitTo("erase");
  const where = values.where.map(parsePredicate);
  const { fileSystem } = context;
  const now = context.clock();
  const removals = await editFolder(
    folder,
    { host: context.hostname(), now, fileSystem },
    async (segments) => {
      const total = segments.reduce((sum, each) => sum + each.sizeBytes, 0);
      using line = new WorkLine("Looking for records", total, context);
      const isWanted = recordTest({
        where,
        since: undefined,
        until: undefined,
      });
      const found = await planRemovals(
        segments,
        (bytes) => isRecord(bytes, isWanted),
        (sizeBytes) => line.advance(sizeBytes),
      );
      if (!values.dryRun && found.length > 0) {
        const paths = where.map(({ path }) => path.text);
        // They tell of what is erased: they go first, and are made anew when they are needed.
        fileSystem.removeFolder(join(folder, "cache"));
        fileSystem.syncDirectory(folder);
        eraseAndNote(fileSystem, folder, {
          removals: found,
          note: { now, paths },
        });
      }
      return found;
    },
  );
  const count = lineCount(removals);
  const done = values.dryRun ? "There are" : "Erased";
  const text = `${done} ${counted(count, "record")} in ` +
    `${counted(removals.length, "segment")}\n` +
    quarantineHint(folder);
  await writeAll(context.stdout, new TextEncoder().encode(text));
  return 0;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function isRecord(
  bytes: Uint8Array,
  isWanted: ReturnType<typeof recordTest>,
): boolean {
  const record = parseRecord(decoder.decode(bytes));
  return record !== undefined && isWanted(record);
}

/** Bytes that were set aside are no records: a person must look into them. */
function quarantineHint(folder: string): string {
  const path = join(folder, "quarantine");
  try {
    const count = Array.from(Deno.readDirSync(path)).length;
    return count === 0
      ? ""
      : `"${path}" holds ${count} files with damaged lines, which were not looked through\n`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
