/** Which blocks a question needs to look at. */
import type { CountQuery } from "../query/mod.ts";
import type { Block } from "./block.ts";

/** As many of the newest blocks as have the records that are counted at most. */
export function wantedBlocks(
  { where, since, until, limit }: CountQuery,
  newestFirst: readonly Block[],
): readonly Block[] {
  const isFiltered = where.length > 0 || since !== undefined ||
    until !== undefined;
  let rowsLeft = isFiltered ? Infinity : limit ?? Infinity;
  return newestFirst.filter(({ rows, invalidRows }) => {
    const isWanted = rowsLeft > 0;
    rowsLeft -= rows - invalidRows;
    return isWanted;
  });
}
