/** `import`: events out of files, into a folder. */
import { counted } from "../counted.ts";
import { eventProblem, isProblem } from "../error.ts";
import { uuidKeyOfLine } from "../event/mod.ts";
import { DayAppender } from "../journal/edit/day_appender.ts";
import { editFolder } from "../journal/edit/edit_folder.ts";
import { UuidSet } from "../journal/edit/uuid_set.ts";
import { linesForward } from "../journal/read_forward.ts";
import { syncSegments } from "../journal/recovery.ts";
import type { SegmentView } from "../journal/segment.ts";
import { isCompressed } from "../journal/segment_name.ts";
import { OptionError } from "../options/mod.ts";
import { readImported } from "../store/imported_line.ts";
import { visible } from "../terminal/mod.ts";
import type { CommandContext } from "./command.ts";
import {
  COMMON_OPTIONS,
  folderHelp,
  readFolderOptions,
} from "./folder_options.ts";
import { linesOfFile, MAX_LINE_BYTES, sizeOfFile } from "./import_files.ts";
import { WorkLine } from "./waiting.ts";
import { writeAll } from "./write_all.ts";

const HELP = `pyanalytics-server import: events out of files, into a journal

Usage: pyanalytics-server import --data DIR FILE...

Files are JSON Lines, plain or gzip: exports of this server, or the file of the system before it.
Events keep their server_time, and go to the segments of their days; one without goes by when
Python was started. An event whose uuid is in the journal, or was in a file before, is left out.
No server may be running on the folder, which is made where there is none.

Exit code 1 where a line is no event; all others are imported.
`;

/** So many lines that are no events are named. */
const MAX_NAMED_LINES = 10;

const TOO_LONG = eventProblem(
  `An event must be at most ${MAX_LINE_BYTES} bytes`,
);

interface Figures {
  imported: number;
  duplicates: number;
  rejected: number;
}

/** @throws {Error} where a server uses the folder, or a file cannot be read */
export async function importFiles(context: CommandContext): Promise<number> {
  const { values, folder, operands } = readFolderOptions(
    COMMON_OPTIONS,
    context,
    { takesOperands: true },
  );
  if (values.help) {
    await writeAll(context.stdout, folderHelp(HELP, COMMON_OPTIONS));
    return 0;
  }
  if (operands.length === 0) {
    throw new OptionError("Cannot import without a file: name one or more");
  }
  context.limitTo("import");
  // Whatever cannot be read is said before anything is changed.
  const sizes = operands.map(sizeOfFile);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const figures: Figures = { imported: 0, duplicates: 0, rejected: 0 };
  const { fileSystem } = context;
  const options = {
    host: context.hostname(),
    now: context.clock(),
    fileSystem,
  };
  await editFolder(folder, options, async (segments) => {
    const total = [...segments.map(({ sizeBytes }) => sizeBytes), ...sizes]
      .reduce((sum, each) => sum + each, 0);
    using line = new WorkLine("Importing", total, context);
    // One that was ended before it had synced leaves lines whose duplicates are left out now.
    await syncSegments(
      fileSystem,
      segments.filter(({ path }) => !isCompressed(path)),
    );
    const uuids = await knownUuids(segments, line);
    const appender = new DayAppender(fileSystem, folder, { segments });
    try {
      for (const path of operands) {
        await importFile(path, { context, figures, uuids, appender, line });
      }
    } finally {
      appender.flush();
    }
  });
  const { imported, duplicates, rejected } = figures;
  const text = `Imported ${counted(imported, "event")}; left out ` +
    `${counted(duplicates, "duplicate")} and ` +
    `${counted(rejected, "line")} without an event\n`;
  await writeAll(context.stdout, new TextEncoder().encode(text));
  return rejected === 0 ? 0 : 1;
}

async function knownUuids(
  segments: readonly SegmentView[],
  line: WorkLine,
): Promise<UuidSet> {
  const uuids = new UuidSet();
  for (const view of segments) {
    for (const lines of linesForward(view)) {
      for (const each of lines) {
        const uuid = uuidKeyOfLine(each);
        if (uuid !== undefined) uuids.add(uuid);
      }
      await line.advance(0);
    }
    await line.advance(view.sizeBytes);
  }
  return uuids;
}

async function importFile(
  path: string,
  { context, figures, uuids, appender, line }: {
    readonly context: CommandContext;
    readonly figures: Figures;
    readonly uuids: UuidSet;
    readonly appender: DayAppender;
    readonly line: WorkLine;
  },
): Promise<void> {
  let advanced = 0;
  for (const { bytes, number, readBytes } of linesOfFile(path)) {
    if (readBytes > advanced) await line.advance(readBytes - advanced);
    advanced = readBytes;
    if (bytes?.every(isBlank)) continue;
    const event = bytes === undefined
      ? TOO_LONG
      : readImported(bytes, context.clock());
    if (isProblem(event)) {
      const text = `${visible(path)}:${number}: ${visible(event.message)}\n`;
      if (++figures.rejected <= MAX_NAMED_LINES) {
        context.stderr.writeSync(new TextEncoder().encode(text));
      }
      continue;
    }
    if (event.uuid !== undefined && !uuids.add(event.uuid)) {
      figures.duplicates++;
      continue;
    }
    appender.append(event.time, event.bytes);
    figures.imported++;
  }
}

/** What JSON allows between tokens. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
