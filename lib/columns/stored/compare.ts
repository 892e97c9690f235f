/** Compares the columns of a block with its lines, which are read anew. */
import { join } from "@std/path";
import type { Block, Codes } from "../block.ts";
import { KnownNumbers, numberValues } from "../build.ts";
import { Dictionary, UNBOUNDED } from "../dictionary.ts";
import type { ValueField } from "../field.ts";
import { columnsOf, scanAgain, scanGroups } from "../scan_fields.ts";
import type { ScannedBlock, ScannedColumn } from "../scanned_block.ts";
import { MAX_SCAN_PATHS } from "../scanner.ts";
import { decodeColumn } from "./column_file.ts";
import { BLOCK_FILE, bytesIn } from "./stored_columns.ts";
import { orProblem, type Problem, type Verdict } from "./verdict.ts";

/** A stored column that is to be compared. */
export interface Candidate {
  readonly name: string;
  readonly field: ValueField;
}

/** What is compared. */
export interface Comparison {
  /** Where its files are. */
  readonly directory: string;
  readonly id: string;
  readonly block: Block;
  readonly candidates: readonly Candidate[];
}

/**
 * Of the block's own file and of each column whether it is as its lines say. Columns are compared
 * some at a time: no more than these are in memory.
 *
 * @throws {SegmentChanged} where there are more or fewer lines
 */
export function* compareBlock(
  { directory, id, block, candidates }: Comparison,
): Generator<[name: string, verdict: Verdict]> {
  let isBlockCompared = false;
  for (const some of inScans(candidates)) {
    const groups = scanGroups(some.flatMap(({ field }) => field.bases));
    const scanned = new Map<string, ScannedColumn>();
    for (const paths of groups.length === 0 ? [[]] : groups) {
      const anew = scanAgain(block, paths);
      if (!isBlockCompared) yield [BLOCK_FILE, blockProblem(block, anew)];
      isBlockCompared = true;
      for (const [path, column] of columnsOf(paths, anew)) {
        scanned.set(path, column);
      }
    }
    for (const { name, field } of some) {
      const bytes = bytesIn(join(directory, name));
      // Somebody has cleared it away.
      if (bytes === undefined) continue;
      const owner = { block: id, field: field.id, rows: block.rows };
      const dictionary = new Dictionary(UNBOUNDED);
      const stored = orProblem(() => decodeColumn(owner, bytes, dictionary));
      if (stored === undefined || "problem" in stored) {
        yield [name, stored ?? "stale"];
        continue;
      }
      const bases = field.bases.map((base) => scanned.get(base.id)!);
      const anew = numberValues(field, bases, {
        rows: block.rows,
        dictionary,
        known: new KnownNumbers(),
        mask: undefined,
      });
      yield [name, columnProblem(stored, anew)];
    }
  }
}

/** The columns in lists that one scan of the lines does for, one list at least. */
function inScans(candidates: readonly Candidate[]): Candidate[][] {
  const lists: Candidate[][] = [[]];
  let paths = 0;
  for (const each of candidates) {
    paths += each.field.bases.length;
    if (paths > MAX_SCAN_PATHS) {
      lists.push([]);
      paths = each.field.bases.length;
    }
    lists.at(-1)!.push(each);
  }
  return lists;
}

function blockProblem(stored: Block, anew: ScannedBlock): Problem | undefined {
  for (let row = 0; row < stored.rows; row++) {
    const isRecord = !stored.invalid?.[row];
    if (isRecord !== !anew.invalid?.[row]) {
      const said = isRecord ? "a record" : "no record";
      return { problem: `it takes line ${row + 1} of its lines for ${said}` };
    }
    if (!Object.is(stored.times[row], anew.times[row])) {
      return {
        problem: `it has another time than line ${row + 1} of its lines`,
      };
    }
  }
  return undefined;
}

function columnProblem(stored: Codes, anew: Codes): Problem | undefined {
  let [count, first] = [0, 0];
  for (let row = stored.length - 1; row >= 0; row--) {
    if (stored[row] !== anew[row]) [count, first] = [count + 1, row];
  }
  return count === 0 ? undefined : {
    problem:
      `${count} of ${stored.length} values are not those of its lines, ` +
      `the first that of line ${first + 1}`,
  };
}
