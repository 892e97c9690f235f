/** A bounded part of `deno task torture fuzz`. */
import { assert } from "@std/assert";
import { fuzz } from "./fuzz/fuzz.ts";
import { TARGETS } from "./fuzz/targets.ts";

const SEED = 20261124;
const INPUTS = 15_000;
/** On a machine that is very busy, fewer of them. */
const FOR_MS = 15_000;

for (const kind of TARGETS) {
  const inputs = INPUTS * kind.share;
  Deno.test(`${inputs} ${kind.name} that are nearly right crash, hang and break nothing`, async () => {
    const figures = await fuzz(kind, { seed: SEED, inputs, forMs: FOR_MS });
    assert(figures.inputs > 0);
  });
}
