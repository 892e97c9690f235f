/** Figures of repeated measurements, and their comparison within one run. */

/** What was measured, once a round. */
export type Samples = readonly number[];

/** The middle and the ends. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A bound for a ratio. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

/** Sums up; of an even number of samples the median is the mean of the middle two. */
export function summarize(samples: Samples): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (low === undefined || high === undefined) {
    throw new RangeError("Cannot sum up measurements: there are none");
  }
  return { median: (low + high) / 2, min: sorted[0]!, max: sorted.at(-1)! };
}

/**
 * Each round's sample against the same round's of `base`: what slows the machine for a while
 * slows both.
 */
export function ratios(samples: Samples, base: Samples): Samples {
  if (samples.length !== base.length) {
    throw new RangeError(
      `Cannot compare ${samples.length} rounds with ${base.length}`,
    );
  }
  return samples.map((sample, round) => sample / base[round]!);
}

/** Whether a ratio is within the bound. */
export function isMet(ratio: number, target: Target): boolean {
  return "atLeast" in target ? ratio >= target.atLeast : ratio <= target.atMost;
}
