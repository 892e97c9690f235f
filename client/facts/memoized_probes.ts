/** Probes that find out everything once: for one process that reports many starts. */
import type { Probes } from "./probes.ts";
import { rememberRuns } from "./remember_runs.ts";

/** The same probes, each answer or failure of which is remembered. */
export function memoizedProbes(probes: Probes): Probes {
  return {
    ...rememberRuns(probes),
    readText: remember(probes.readText, (path) => path),
    readStart: remember(
      probes.readStart,
      (path, sizeBytes) => `${sizeBytes} ${path}`,
    ),
    fileInfo: remember(probes.fileInfo, (path) => path),
    listFolder: remember(probes.listFolder, (path) => path),
    realPath: remember(probes.realPath, (path) => path),
  };
}

function remember<Args extends unknown[], Result>(
  find: (...args: Args) => Promise<Result>,
  keyOf: (...args: Args) => string,
): (...args: Args) => Promise<Result> {
  const found = new Map<string, Promise<Result>>();
  return (...args) => {
    const key = keyOf(...args);
    let result = found.get(key);
    if (result === undefined) found.set(key, result = find(...args));
    return result;
  };
}
