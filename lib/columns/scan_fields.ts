/** Base paths and the blocks of a scan: which go together, and what came back. */
import type { BasePath } from "./base_path.ts";
import type { Block } from "./block.ts";
import {
  KnownNumbers,
  type Mask,
  type Numbers,
  numberValues,
} from "./build.ts";
import type { ValueField } from "./field.ts";
import { BlockReader } from "./scan_run.ts";
import type { ScannedBlock, ScannedColumn } from "./scanned_block.ts";
import { MAX_SCAN_PATHS } from "./scanner.ts";
import { areCompatible } from "./trie.ts";

/** Thrown where a segment is not what it was when its blocks were read. */
export class SegmentChanged extends Error {
  constructor() {
    super("A segment of the journal has been changed by somebody else");
  }
}

/** The numbers of a wide field's values in the wanted rows of a block, by a dictionary of another. */
export function numberWide(
  block: Block,
  field: ValueField,
  dictionary: Numbers,
  mask: Mask,
): Uint32Array {
  const bases = scanField(block, field);
  const known = new KnownNumbers();
  const { rows } = block;
  return numberValues(field, bases, { rows, dictionary, known, mask });
}

/** Fields that can be made now: `columns` has what they are made of, among others. */
export interface ReadFields {
  readonly fields: readonly ValueField[];
  /** By the ids of base paths. */
  readonly columns: ReadonlyMap<string, ScannedColumn>;
}

/**
 * Reads what fields are made of, one group of base paths after the other, and keeps of it only
 * what is still needed: each row may have a value of its own in each of dozens of fields.
 */
export function* readFields(
  fields: readonly ValueField[],
  groups: readonly (readonly BasePath[])[],
  read: (paths: readonly BasePath[]) => ScannedBlock,
): Generator<ReadFields> {
  const columns = new Map<string, ScannedColumn>();
  const isComplete = ({ bases }: ValueField) =>
    bases.every(({ id }) => columns.has(id));
  let left = fields;
  for (const paths of groups) {
    for (const [id, column] of columnsOf(paths, read(paths))) {
      columns.set(id, column);
    }
    yield { fields: left.filter(isComplete), columns };
    left = left.filter((field) => !isComplete(field));
    const needed = new Set(left.flatMap(({ bases }) => bases.map(idOf)));
    for (const id of columns.keys()) if (!needed.has(id)) columns.delete(id);
  }
}

/** The same of a block that is read anew, for any fields. @throws {SegmentChanged} */
export function rereadFields(
  block: Block,
  fields: readonly ValueField[],
): Generator<ReadFields> {
  const groups = scanGroups(fields.flatMap(({ bases }) => bases));
  return readFields(fields, groups, (paths) => scanAgain(block, paths));
}

/** What a field is made of in a block, read anew. @throws {SegmentChanged} */
export function scanField(block: Block, field: ValueField): ScannedColumn[] {
  for (const { fields, columns } of rereadFields(block, [field])) {
    if (fields.length > 0) return basesIn(columns, field);
  }
  throw new Error(`No group has the last of what ${field.id} is made of`);
}

/** What a field is made of, all of which was read. */
export function basesIn(
  columns: ReadonlyMap<string, ScannedColumn>,
  { bases }: ValueField,
): ScannedColumn[] {
  return bases.map(({ id }) => columns.get(id)!);
}

/** Reads a block anew, for paths that one scan can hold. @throws {SegmentChanged} */
export function scanAgain(
  { stretches, rows }: Block,
  paths: readonly BasePath[],
): ScannedBlock {
  return onlyBlock(new BlockReader().read({ stretches, paths }), rows);
}

/** @throws {SegmentChanged} where it is not one of so many rows */
export function onlyBlock(
  blocks: Iterable<ScannedBlock>,
  rows: number,
): ScannedBlock {
  const [scanned, another] = blocks;
  if (scanned?.rows !== rows || another !== undefined) {
    throw new SegmentChanged();
  }
  return scanned;
}

/** The columns by the ids of the paths that they were read for. */
export function columnsOf(
  paths: readonly BasePath[],
  { columns }: ScannedBlock,
): Map<string, ScannedColumn> {
  return new Map(paths.map(({ id }, index) => [id, columns[index]!]));
}

/** Base paths, each once, in as few groups as scans can hold. */
export function scanGroups(bases: readonly BasePath[]): BasePath[][] {
  const groups: BasePath[][] = [];
  for (const base of bases) {
    if (groups.some((group) => group.some(({ id }) => id === base.id))) {
      continue;
    }
    const group = groups.find((each) =>
      each.length < MAX_SCAN_PATHS &&
      each.every((other) => areCompatible(base, other))
    );
    if (group) group.push(base);
    else groups.push([base]);
  }
  return groups;
}

function idOf({ id }: BasePath): string {
  return id;
}
