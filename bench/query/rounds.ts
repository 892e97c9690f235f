/** Timing in turns. */
/** How one thing is timed in one round. */
export interface RepeatOptions {
  /** How often it is done and not timed, first. */
  readonly warmUps: number;
  readonly times: number;
  /** No more is begun after this long, but each is timed once. */
  readonly patienceMs: number;
}

/** Does the same repeatedly. @returns what came of it each time, without the warm-ups */
export async function repeated<T extends { readonly tookMs: number }>(
  measure: () => Promise<T>,
  { warmUps, times, patienceMs }: RepeatOptions,
): Promise<readonly T[]> {
  let spentMs = 0;
  const timed: T[] = [];
  for (let index = 0; index < warmUps + times; index++) {
    const isOver = spentMs > patienceMs;
    if (isOver && timed.length > 0) break;
    const one = await measure();
    spentMs += one.tookMs;
    if (index >= warmUps || isOver) timed.push(one);
  }
  return timed;
}

/** The same list, begun at another place each round: who comes after whom changes. */
export function rotated<T>(list: readonly T[], round: number): T[] {
  const start = list.length === 0 ? 0 : round % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
