/** Home folders of users who report, each with an outbox of its own. */
import { join } from "@std/path";

/** How many events wait in a home's outbox. */
export function queuedIn(home: string): number {
  const outbox = join(home, ".local", "state", "pyanalytics", "outbox");
  return filesIn(outbox).filter((path) =>
    /[\\/](events|starts)[\\/]/.test(path)
  ).length;
}

/** The marks of children that did not end by themselves. */
export function childrenLeftIn(home: string): number {
  const outbox = join(home, ".local", "state", "pyanalytics", "outbox");
  return filesIn(join(outbox, "children")).length;
}

function filesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory ? filesIn(path) : [path];
    });
  } catch {
    // It is not there, or no longer.
    return [];
  }
}

/** Waits until `count` events were delivered or wait. @throws {Error} where that never comes */
export function untilReported(
  count: number,
  reported: () => number,
): Promise<void> {
  return until(
    () => reported() >= count,
    () => `of ${count} starts ${reported()} were reported`,
  );
}

/** Waits until no child writes into a home any more. @throws {Error} where that never comes */
export function untilQuiet(home: string): Promise<void> {
  return until(
    () => childrenLeftIn(home) === 0,
    () => `${childrenLeftIn(home)} children are left in ${home}`,
  );
}

async function until(
  isSo: () => boolean,
  whyNot: () => string,
): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > endMs) {
      throw new Error(`Cannot measure: ${whyNot()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
