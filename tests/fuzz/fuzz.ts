/** Feeds a target, bounded in inputs and time, so that any finding can be made again. */
import process from "node:process";
import { messageOf } from "../../lib/error.ts";
import { Random } from "../../lib/testing/random.ts";
import { Finding, type TargetKind } from "./target.ts";

/** How much is fed. Input number `i` is the same for the same seed, whatever the machine does. */
export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  /** No input is begun after so long. */
  readonly forMs?: number;
  /** The first input's number; to make a finding again. */
  readonly first?: number;
  readonly say?: (line: string) => void;
}

/** What was seen. */
export interface FuzzFigures {
  readonly inputs: number;
  readonly slowestMs: number;
}

/**
 * Longer than this is a hang, if it takes so long alone too: of this process's own time, or, since
 * the machine may be busy, much more by the clock.
 */
const MAX_INPUT_MS = 1000;
const MAX_WAIT_MS = 20_000;
const MAX_ATTEMPTS = 5;
const MS_BETWEEN_WORDS = 60_000;

/** @throws {Finding} with the seed and number of the input */
export async function fuzz(
  kind: TargetKind,
  options: FuzzOptions,
): Promise<FuzzFigures> {
  const { seed, inputs, forMs = Infinity, first = 0, say } = options;
  const end = performance.now() + forMs;
  let lastWords = performance.now();
  let slowestMs = 0;
  let next = first;
  while (next < first + inputs && performance.now() < end) {
    await using target = await kind.open();
    const feed = (number: number) =>
      explained(
        `${kind.name}: seed ${seed}, input ${number}`,
        () => timed(() => target.feed(new Random(seed, number))),
      );
    const last = Math.min(next + kind.inputsPerTarget, first + inputs);
    const slow: number[] = [];
    await Promise.all(Array.from({ length: kind.concurrency }, async () => {
      while (next < last && performance.now() < end) {
        const number = next++;
        const tookMs = await feed(number);
        slowestMs = Math.max(slowestMs, tookMs);
        if (tookMs > MAX_INPUT_MS) slow.push(number);
        if (say && performance.now() - lastWords > MS_BETWEEN_WORDS) {
          lastWords = performance.now();
          say(`${kind.name}: ${next - first} inputs`);
        }
      }
    }));
    for (const number of slow) await checkAlone(() => feed(number), number);
    await explained(
      `${kind.name}: seed ${seed}, inputs up to ${next}`,
      () => target.check(),
    );
  }
  return { inputs: next - first, slowestMs: Math.round(slowestMs) };
}

async function checkAlone(
  feed: () => Promise<number>,
  number: number,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = process.cpuUsage();
    const waitedMs = await feed();
    const { user, system } = process.cpuUsage(before);
    const usedMs = (user + system) / 1000;
    if (usedMs <= MAX_INPUT_MS && waitedMs <= MAX_WAIT_MS) return;
  }
  throw new Finding(`input ${number} takes more than ${MAX_INPUT_MS} ms`);
}

async function timed(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function explained<T>(where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Finding(`${where}: ${messageOf(error)}`, { cause: error });
  }
}
