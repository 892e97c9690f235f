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

/** What a field is made of in a block, read anew. @throws {SegmentChanged} */
export function scanField(
  block: Block,
  { bases }: ValueField,
): ScannedColumn[] {
  const scanned = scanBases(block, bases);
  return bases.map(({ id }) => scanned.get(id)!);
}

/** Reads base paths in a block, in as few scans as can hold them. */
function scanBases(
  block: Block,
  bases: readonly BasePath[],
): Map<string, ScannedColumn> {
  const columns = new Map<string, ScannedColumn>();
  for (const paths of scanGroups(bases)) {
    for (const [id, column] of columnsOf(paths, scanAgain(block, paths))) {
      columns.set(id, column);
    }
  }
  return columns;
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
