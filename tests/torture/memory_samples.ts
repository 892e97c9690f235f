/** How much memory a server holds while something else goes on. */
import { memoryOf } from "../../bench/query/memory.ts";

const INTERVAL_MS = 1000;

/** What `work` gave, and the resident memory of the process in each second of it, in bytes. */
export async function withMemorySamples<T>(
  pid: number,
  work: Promise<T>,
): Promise<{ result: T; samples: readonly number[] }> {
  const samples: number[] = [];
  const sample = async () => {
    const memory = await memoryOf(pid);
    if (memory) samples.push(memory.residentBytes);
  };
  // A failure to read it is told when the work has ended, which tells more.
  let sampling = sample();
  const timer = setInterval(
    () => sampling = sampling.then(sample),
    INTERVAL_MS,
  );
  try {
    const result = await work;
    await sampling;
    return { result, samples };
  } finally {
    clearInterval(timer);
    await sampling.catch(() => {});
  }
}

/** How memory went on growing. */
export interface Growth {
  /** The mean of the last quarter of the samples. */
  readonly lateBytes: number;
  /** That to the mean of the second: what is filled at first is not counted. */
  readonly ratio: number;
}

/** Compares quarters of the samples. */
export function growth(samples: readonly number[]): Growth {
  const meanOf = (quarter: number) => {
    const from = Math.floor(samples.length * quarter / 4);
    const to = Math.ceil(samples.length * (quarter + 1) / 4);
    const part = samples.slice(from, to);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  const lateBytes = meanOf(3);
  return { lateBytes, ratio: lateBytes / meanOf(1) };
}
