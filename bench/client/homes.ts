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
export async function untilReported(
  count: number,
  reported: () => number,
): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (reported() < count) {
    if (performance.now() > endMs) {
      throw new Error(
        `Cannot measure: of ${count} starts ${reported()} were reported`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
