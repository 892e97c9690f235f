/** `compact`: removes records that are there twice. */
import { counted } from "../counted.ts";
import { uuidKeyOfLine } from "../event/mod.ts";
import { editFolder } from "../journal/edit/edit_folder.ts";
import {
  lineCount,
  planRemovals,
  removeLines,
} from "../journal/edit/remove_lines.ts";
import { UuidSet } from "../journal/edit/uuid_set.ts";
import type { CommandContext } from "./command.ts";
import {
  COMMON_OPTIONS,
  folderHelp,
  readFolderOptions,
} from "./folder_options.ts";
import { WorkLine } from "./waiting.ts";
import { writeAll } from "./write_all.ts";

const HELP =
  `pyanalytics-server compact: removes all but the first of the records with the same "uuid"

Usage: pyanalytics-server compact --data DIR

No server may be running on the folder. A server stores no uuid twice that it remembers; what
was sent again after more events than its --uuid-window is found here.
`;

/** @throws {Error} where a server uses the folder, or a segment is damaged */
export async function compact(context: CommandContext): Promise<number> {
  const { values, folder } = readFolderOptions(COMMON_OPTIONS, context);
  if (values.help) {
    await writeAll(context.stdout, folderHelp(HELP, COMMON_OPTIONS));
    return 0;
  }
  context.limitTo("compact");
  const { fileSystem } = context;
  const options = {
    host: context.hostname(),
    now: context.clock(),
    fileSystem,
  };
  const removals = await editFolder(folder, options, async (segments) => {
    const total = segments.reduce((sum, each) => sum + each.sizeBytes, 0);
    using line = new WorkLine("Looking for duplicates", total, context);
    const uuids = new UuidSet();
    const found = await planRemovals(
      segments,
      (bytes) => {
        const uuid = uuidKeyOfLine(bytes);
        return uuid !== undefined && !uuids.add(uuid);
      },
      (sizeBytes) => line.advance(sizeBytes),
    );
    for (const _ of removeLines(fileSystem, found)) {
      await line.advance(0);
    }
    return found;
  });
  const text = `Removed ${counted(lineCount(removals), "duplicate")} from ` +
    `${counted(removals.length, "segment")}\n`;
  await writeAll(context.stdout, new TextEncoder().encode(text));
  return 0;
}
