/** `verify`: reads every line and every stored column of a folder, and says what is wrong. */
import { basename, relative } from "@std/path";
import type { StoredFindings } from "../columns/stored/check.ts";
import { counted } from "../counted.ts";
import { messageOf } from "../error.ts";
import { uuidKeyOfLine } from "../event/mod.ts";
import { UuidSet } from "../journal/edit/uuid_set.ts";
import { chunksForward } from "../journal/read_forward.ts";
import { linesOf } from "../journal/read_backward.ts";
import { readableOf } from "../journal/readable_segments.ts";
import { listSegments, type SegmentView } from "../journal/segment.ts";
import { openSegment } from "../journal/segment_file.ts";
import { isCompressed } from "../journal/segment_name.ts";
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

const HELP = `pyanalytics-server verify: reads every line of a journal

Usage: pyanalytics-server verify --data DIR

Nothing is changed, and a server may be running on the folder. It says which lines are no
records, which compressed segments are damaged, how many records have a uuid that another has, and
which columns in "cache" are damaged or not what the lines say. Exit code 0 where all is well, 1
where something is not.
`;

/** Of each segment so many lines are named. */
const MAX_NAMED_LINES = 5;

/** @throws {Error} where the folder cannot be read */
export async function verify(context: CommandContext): Promise<number> {
  const { values, folder } = readFolderOptions(COMMON_OPTIONS, context);
  if (values.help) {
    await writeAll(context.stdout, folderHelp(HELP, COMMON_OPTIONS));
    return 0;
  }
  context.limitTo("verify");
  const segments = listed(folder);
  const total = segments.reduce((sum, each) => sum + each.sizeBytes, 0);
  const uuids = new UuidSet();
  const problems: string[] = [];
  const damaged = new Set<string>();
  let [records, duplicates] = [0, 0];
  {
    using line = new WorkLine("Reading every line", total, context);
    for (const view of segments) {
      const unreadable: number[] = [];
      const check = (bytes: Uint8Array, number: number) => {
        if (!isWholeRecord(bytes)) return void unreadable.push(number);
        records++;
        const uuid = uuidKeyOfLine(bytes);
        if (uuid !== undefined && !uuids.add(uuid)) duplicates++;
      };
      const { damage, isTorn } = await verifySegment(view, check, line);
      const name = basename(view.path);
      if (damage !== undefined) damaged.add(name);
      const found = [
        ...(damage === undefined ? [] : [damage]),
        ...(isTorn ? ["The last line has no end"] : []),
      ];
      problems.push(
        ...[...found, ...describeLines(unreadable)]
          .map((problem) => `${name}: ${problem}`),
      );
    }
  }
  if (duplicates > 0) {
    problems.push(`${duplicates} records have the uuid of another one`);
  }
  const columns = await checkColumns(folder, { damaged }, context);
  problems.push(
    ...columns.wrong.map(({ path, problem }) =>
      `${relative(folder, path)}: ${problem}`
    ),
  );
  const verdict = problems.length > 0
    ? "not all is well"
    : segments.length > 0
    ? "all is well"
    : `there is nothing to verify in "${folder}"`;
  const summary = `${counted(records, "record")} in ` +
    `${counted(segments.length, "segment")}, ${verdict}`;
  const text = [...problems, ...describeColumns(columns), summary].map((each) =>
    `${visible(each)}\n`
  );
  await writeAll(context.stdout, new TextEncoder().encode(text.join("")));
  return problems.length === 0 ? 0 : 1;
}

function listed(folder: string): SegmentView[] {
  try {
    return listSegments(folder);
  } catch (cause) {
    throw new Error(
      `Cannot read the journal in "${folder}": ${messageOf(cause)}`,
      { cause },
    );
  }
}

/** @returns what is wrong with the segment's file */
async function verifySegment(
  view: SegmentView,
  check: (line: Uint8Array, number: number) => void,
  line: WorkLine,
): Promise<{ damage: string | undefined; isTorn: boolean }> {
  const { view: { path, sizeBytes }, damage } = readableOf(view);
  using file = openSegment(path);
  if (file === undefined) return { damage: undefined, isTorn: false };
  let [number, isTorn] = [0, false];
  for (const chunk of chunksForward(file, { start: 0, end: sizeBytes })) {
    for (const each of linesOf(chunk.bytes)) check(each, ++number);
    isTorn = chunk.bytes.at(-1) !== 0x0a;
    await line.advance(
      isCompressed(path)
        ? view.sizeBytes * chunk.bytes.length / sizeBytes
        : chunk.bytes.length,
    );
  }
  return { damage: file.damage ?? damage, isTorn };
}

function describeColumns(
  { fileCount, staleCount, wrong }: StoredFindings,
): string[] {
  if (fileCount === 0) return [];
  return [
    `${counted(fileCount, "column file")}, ${staleCount} stale or foreign ` +
    `(rebuilt when needed), ${wrong.length} wrong`,
  ];
}

function describeLines(numbers: readonly number[]): string[] {
  if (numbers.length === 0) return [];
  const named = numbers.slice(0, MAX_NAMED_LINES).join(", ");
  const more = numbers.length > MAX_NAMED_LINES ? ", ..." : "";
  return [
    `${counted(numbers.length, "line")} without a record: ${named}${more}`,
  ];
}
