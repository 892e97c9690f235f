/** `uninstall`: takes away what `install` put there. */
import { planUndo, undo } from "../install/apply.ts";
import { readManifest } from "../install/manifest.ts";
import { readUninstallOptions } from "../install/options.ts";
import { limitTo } from "../permissions.ts";
import type { Process } from "../process.ts";

export const help = `pyanalytics-client uninstall [options]
Takes away what "install" put into the folder: its wrappers, the client beside them,
and the folder itself where that was new. What was changed since is left there.

  --dir DIR            The folder (default: as of "install")
  --dry-run            Say what would be done, and do nothing`;

/** @throws {OptionError} for words that cannot be used, {Error} for what cannot be done */
export async function run(process: Process): Promise<number> {
  const { folder, dryRun } = readUninstallOptions(process, Deno.build.os);
  const aside = process.environment("TEMP");
  limitTo("uninstall");
  const manifest = await readManifest(folder);
  if (manifest === undefined) {
    throw new Error(
      `Cannot undo anything in "${folder}": nothing is installed there`,
    );
  }
  const removals = dryRun
    ? await planUndo(folder, manifest)
    : await undo(folder, manifest, aside);
  const words = {
    removed: dryRun ? "would be removed" : "removed",
    gone: "gone already",
    changed: "changed since it was installed, left there",
  };
  process.print([
    `In ${folder}:`,
    ...removals.map(({ file, result }) => `  ${file}: ${words[result]}`),
    "",
    "Take the folder out of PATH where you put it there.",
  ].join("\n"));
  return 0;
}
