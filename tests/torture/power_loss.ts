/** Losses of power, in simulation: the unit test of the journal with more schedules. */
import { fromFileUrl } from "@std/path";

const TEST = fromFileUrl(
  new URL("../../lib/journal/power_loss_test.ts", import.meta.url),
);

/** @throws {Error} with what the test said, where an acknowledged event was lost */
export async function powerLosses(
  { schedules }: { readonly schedules: number },
): Promise<void> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", TEST],
    env: { POWER_LOSS_SCHEDULES: String(schedules), NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stdout));
}
