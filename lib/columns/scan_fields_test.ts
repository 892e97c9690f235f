import { assertEquals } from "@std/assert";
import { parsePath } from "../query/path.ts";
import type { BasePath } from "./base_path.ts";
import { fieldOf, type ValueField } from "./field.ts";
import { readFields, scanGroups } from "./scan_fields.ts";
import type { ScannedBlock } from "./scanned_block.ts";

/** A block without rows. */
function emptyBlock(paths: readonly BasePath[]): ScannedBlock {
  const column = { codes: new Uint32Array(), values: [], exact: new Map() };
  return {
    stretches: [],
    rows: 0,
    times: new Float64Array(),
    invalid: undefined,
    columns: paths.map(() => column),
  };
}

function valueFields(...texts: string[]): ValueField[] {
  return texts.map(parsePath).map(fieldOf)
    .filter((field) => field.kind === "values");
}

Deno.test("readFields() makes each field as soon as it can, and keeps no column longer than one is needed", () => {
  // One that is made of three paths, of which each group has one, among others.
  const [python, ...others] = valueFields("@python", "a", "b", "c");
  const [first, second, third] = python!.bases;
  const [a, b, c] = others.map(({ bases }) => bases[0]!);
  const groups = [[first!, a!], [second!, b!], [third!, c!]];
  const steps = [];
  for (
    const { fields, columns } of readFields(
      [python!, ...others],
      groups,
      emptyBlock,
    )
  ) steps.push([fields.map(({ id }) => id), [...columns.keys()]]);
  assertEquals(steps, [
    [[others[0]!.id], [first!.id, a!.id]],
    [[others[1]!.id], [first!.id, second!.id, b!.id]],
    [[python!.id, others[2]!.id], [first!.id, second!.id, third!.id, c!.id]],
  ]);
});

Deno.test("scanGroups() has each path once, and no more in a group than one scan can hold", () => {
  const bases = valueFields(..."abcdefghij").map(({ bases }) => bases[0]!);
  const groups = scanGroups([...bases, ...bases.slice(0, 3)]);
  assertEquals(groups, [bases.slice(0, 7), bases.slice(7)]);
});
