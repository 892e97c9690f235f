/** Has the loops compiled that look at each row of a block: a small sample has too few rows. */
import { MAX_BLOCK_ROWS, newBlock, packed } from "./block.ts";
import { KnownNumbers, numberValues } from "./build.ts";
import { Dictionary, UNBOUNDED } from "./dictionary.ts";
import type { Field } from "./field.ts";
import { Tallies } from "./tallies.ts";

/** So few that a row's number takes one byte, and so many that it takes two. */
const VALUE_COUNTS = [100, 5000];

/** Goes through all rows of full blocks as a count by a field does, and forgets them. */
export function warmUpRows(field: Field): void {
  if (field.kind !== "values") return;
  const rows = MAX_BLOCK_ROWS;
  for (const count of VALUE_COUNTS) {
    const block = newBlock({
      stretches: [],
      rows,
      times: new Float64Array(rows).map((_, row) => row),
      invalid: undefined,
      columns: [],
    });
    const codes = new Uint16Array(rows).map((_, row) => row % (count + 1));
    const values = Array.from({ length: count }, (_, value) => `${value}`);
    const dictionary = new Dictionary(UNBOUNDED);
    const numbers = numberValues(
      field,
      [{ codes, values, exact: new Map() }],
      { rows, dictionary, known: new KnownNumbers(), mask: undefined },
    );
    const groups = new Uint32Array(rows);
    groups.set(packed(numbers));
    using tallies = new Tallies();
    const { size } = dictionary;
    tallies.grow(size);
    tallies.add(block, groups, { mask: undefined, size });
  }
}
