/** A bounded part of `deno task torture fuzz`. */
import { assert } from "@std/assert";
import { fuzz } from "./fuzz/fuzz.ts";
import { TARGETS } from "./fuzz/targets.ts";

const SEED = 20261124;
const FOR_MS = 5000;

for (const kind of TARGETS) {
  Deno.test(`${kind.name} that are nearly right crash, hang and break nothing`, async () => {
    const { inputs } = await fuzz(kind, {
      seed: SEED,
      inputs: 1_000_000,
      forMs: FOR_MS,
    });
    assert(inputs > 100, `${inputs} inputs`);
  });
}
