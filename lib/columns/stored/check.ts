/** Checks stored columns: each file's checksum, whose it is, and that it is as its lines say. */
import { basename, join } from "@std/path";
import type { SegmentView } from "../../journal/segment.ts";
import type { Block } from "../block.ts";
import { valueFieldOf } from "../field.ts";
import { SegmentChanged } from "../scan_fields.ts";
import { columnFileName, ownerIn } from "./column_file.ts";
import { type Candidate, compareBlock } from "./compare.ts";
import { readContainer } from "./container.ts";
import { BLOCK_FILE, bytesIn, type StoredColumns } from "./stored_columns.ts";
import { orProblem, type Problem, type Verdict } from "./verdict.ts";

/** A file that is not what it should be. */
export interface WrongFile extends Problem {
  readonly path: string;
}

/** What was found in the files of a block. */
export interface StoredFindings {
  readonly fileCount: number;
  /** Ignored by who reads them, and written anew when needed. */
  readonly staleCount: number;
  readonly wrong: readonly WrongFile[];
}

const COLUMN_NAME = /^[0-9a-f]{8}\.column$/;

/** Looks at stored blocks, one after the other. */
export class StoredCheck {
  readonly #columns: StoredColumns;
  readonly #list: () => readonly SegmentView[];
  #listed: ReadonlyMap<string, SegmentView> | undefined;

  /** @param list tells the segments that count, as they are now, by the sizes of their lines */
  constructor(columns: StoredColumns, list: () => readonly SegmentView[]) {
    this.#columns = columns;
    this.#list = list;
  }

  /** By name, as they were listed last. */
  get #segments(): ReadonlyMap<string, SegmentView> {
    return this.#listed ??= new Map(
      this.#list().map((view) => [basename(view.path), view]),
    );
  }

  /** Looks at all files of a block, whose lines are read anew. */
  checkBlock(id: string): StoredFindings {
    const directory = join(this.#columns.directory, id);
    const names = namesIn(directory);
    const verdicts = new Map<string, Verdict>(
      names.map((name) => [name, "stale"]),
    );
    for (const [name, verdict] of this.#judge(directory, id, names)) {
      verdicts.set(name, verdict);
    }
    const all = [...verdicts];
    return {
      fileCount: all.length,
      staleCount: all.filter(([, verdict]) => verdict === "stale").length,
      wrong: all.flatMap(([name, verdict]) =>
        typeof verdict === "object"
          ? { path: join(directory, name), ...verdict }
          : []
      ),
    };
  }

  /** What is to be said of files that are not stale, or are after all. */
  *#judge(
    directory: string,
    id: string,
    names: readonly string[],
  ): Generator<[name: string, verdict: Verdict]> {
    const block = this.#findBlock(directory, id);
    if (block === undefined) return;
    if ("problem" in block) return yield [BLOCK_FILE, block];
    const candidates: Candidate[] = [];
    for (const name of names.filter((each) => COLUMN_NAME.test(each))) {
      const found = findColumn(join(directory, name), id, block);
      if (found === undefined) continue;
      if ("problem" in found) yield [name, found];
      else candidates.push(found);
    }
    try {
      yield* compareBlock({ directory, id, block, candidates });
    } catch (error) {
      if (!(error instanceof SegmentChanged)) throw error;
      // Some may have been removed a moment ago.
      this.#listed = undefined;
      const isThere = this.#findBlock(directory, id) !== undefined;
      const problem = `its lines are not ${block.rows}`;
      yield [BLOCK_FILE, isThere ? { problem } : "stale"];
    }
  }

  /** `undefined` where it is stale. */
  #findBlock(directory: string, id: string): Block | Problem | undefined {
    const bytes = bytesIn(join(directory, BLOCK_FILE));
    if (bytes === undefined) return undefined;
    const problem = containerProblem(bytes);
    if (problem !== undefined) return problem;
    return orProblem(() => {
      const block = this.#columns
        .loadBlock(id, (name) => this.#segments.get(name));
      const isThere = block?.stretches.every(({ path, end }) =>
        end <= this.#segments.get(basename(path))!.sizeBytes
      );
      return isThere ? block : undefined;
    });
  }
}

/** `undefined` where it is stale. */
function findColumn(
  path: string,
  block: string,
  { rows }: Block,
): Candidate | Problem | undefined {
  const bytes = bytesIn(path);
  if (bytes === undefined) return undefined;
  const problem = containerProblem(bytes);
  if (problem !== undefined) return problem;
  const name = basename(path);
  return orProblem(() => {
    const container = readContainer(bytes);
    if (typeof container === "string") return undefined;
    const owner = ownerIn(container);
    const isOwn = owner.block === block && owner.rows === rows &&
      columnFileName(owner.field) === name;
    const field = isOwn ? valueFieldOf(owner.field) : undefined;
    return field && { name, field };
  });
}

function containerProblem(bytes: Uint8Array<ArrayBuffer>): Problem | undefined {
  const read = orProblem(() => readContainer(bytes));
  if (read === "damaged") return { problem: "it is damaged" };
  return typeof read === "object" && "problem" in read ? read : undefined;
}

function namesIn(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  } catch (error) {
    // Somebody has cleared it away.
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
