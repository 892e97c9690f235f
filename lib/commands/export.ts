/** `export`: the records of a folder as JSON Lines. */
import { compressMember, END_MEMBER } from "../journal/gzip/member.ts";
import { chunksForward } from "../journal/read_forward.ts";
import { linesOf } from "../journal/read_backward.ts";
import { readableOf } from "../journal/readable_segments.ts";
import type { SegmentView } from "../journal/segment.ts";
import { openSegment } from "../journal/segment_file.ts";
import { onOff, option, OptionError } from "../options/mod.ts";
import { parseFilter, parseRecord, recordTest } from "../query/mod.ts";
import { visible } from "../terminal/mod.ts";
import { wholeLines } from "../store/whole_lines.ts";
import type { CommandContext } from "./command.ts";
import {
  COMMON_OPTIONS,
  folderHelp,
  readFolderOptions,
} from "./folder_options.ts";
import { WorkLine } from "./waiting.ts";
import { writeAll } from "./write_all.ts";

const OPTIONS = {
  gzip: option(
    onOff(),
    false,
    "Write it compressed",
    "PYANALYTICS_EXPORT_GZIP",
  ),
  ...COMMON_OPTIONS,
};

const HELP =
  `pyanalytics-server export: the records of a journal as JSON Lines, oldest first

Usage: pyanalytics-server export --data DIR [--gzip] [FILTER] > FILE

The filter is a query string with "where", "since" and "until":

  pyanalytics-server export --data /var/lib/pyanalytics --gzip 'since=30d&where=@python<3' > py2.jsonl.gz

Each record is written as it is stored. A server may be running on the folder. Exit code 1 where a\nsegment is damaged: what can be read of it is written.
`;

/** So much is compressed at a time. */
const MAX_PART_BYTES = 1024 * 1024;
const NEWLINE = Uint8Array.of(0x0a);

/**
 * @throws {ServiceError} where the filter is at fault
 * @throws {Error} where the folder cannot be read
 */
export async function exportRecords(context: CommandContext): Promise<number> {
  const { values, folder, operands } = readFolderOptions(OPTIONS, context, {
    takesOperands: true,
  });
  if (values.help) {
    await writeAll(context.stdout, folderHelp(HELP, OPTIONS));
    return 0;
  }
  const [filter = "", ...more] = operands;
  if (more.length > 0) {
    throw new OptionError(
      `Cannot use ${JSON.stringify(more[0])}: a filter is one word; ` +
        "put it in quotation marks",
    );
  }
  context.limitTo("export");
  const now = context.clock();
  const isWanted = recordTest(
    parseFilter(new URLSearchParams(filter), { now }),
  );
  const segments = wholeLines(folder);
  const total = segments.reduce((sum, each) => sum + each.sizeBytes, 0);
  using line = new WorkLine("Exporting", total, context);
  const write = (bytes: Uint8Array) => writeAll(context.stdout, bytes);
  let isWhole = true;
  const reportDamage = (damage: string) => {
    isWhole = false;
    const text = `pyanalytics-server export: ${visible(damage)}\n`;
    context.stderr.writeSync(new TextEncoder().encode(text));
  };
  for (const view of segments) {
    for (const chunk of matchingLines(view, isWanted, reportDamage)) {
      for (let at = 0; at < chunk.length; at += MAX_PART_BYTES) {
        const part = chunk.subarray(at, at + MAX_PART_BYTES);
        await write(values.gzip ? compressMember(part) : part);
      }
      await line.advance(chunk.length);
    }
  }
  if (values.gzip) await write(END_MEMBER);
  return isWhole ? 0 : 1;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Chunks of the lines that are records and match; a damaged segment's, as far as they are read. */
function* matchingLines(
  view: SegmentView,
  isWanted: ReturnType<typeof recordTest>,
  reportDamage: (damage: string) => void,
): Generator<Uint8Array, void, void> {
  const { view: { path, sizeBytes }, damage } = readableOf(view);
  using file = openSegment(path);
  if (file === undefined) return;
  for (const { bytes } of chunksForward(file, { start: 0, end: sizeBytes })) {
    const lines = linesOf(bytes).filter((line) => {
      const record = parseRecord(decoder.decode(line));
      return record !== undefined && isWanted(record);
    });
    yield concatenated(lines.flatMap((line) => [line, NEWLINE]));
  }
  const problem = file.damage ?? damage;
  if (problem !== undefined) reportDamage(`"${path}" is damaged: ${problem}`);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
