/** Which Python a machine has at a time: versions come up, spread, and fade out. */
import { PYTHON_RELEASES, type PythonRelease } from "./python_releases.ts";

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;

/** From a release until all have it who want it at once. */
const SPREAD_YEARS = 1.2;

/** After the spread, from when on machines go on to others. */
const STAY_YEARS = 1;

/** A Python as it can be installed. */
export interface InstalledPython {
  readonly release: PythonRelease;
  readonly patch: number;
  /** When that patch release came out, about. */
  readonly built: Date;
}

/** How much of the fleet has a release at a time, against the others. */
function weightAt(release: PythonRelease, timeMs: number): number {
  const ageYears = (timeMs - Date.parse(release.first)) / YEAR_MS;
  if (ageYears <= 0) return 0;
  const spread = Math.min(1, ageYears / SPREAD_YEARS) ** 2;
  const fadingYears = Math.max(
    0,
    release.minor[0] === 2
      ? (timeMs - Date.parse("2017-01-01")) / YEAR_MS
      : ageYears - SPREAD_YEARS - STAY_YEARS,
  );
  const left = 0.5 ** (fadingYears / release.halfLifeYears);
  return release.popularity * spread * left;
}

/** Answers for times that mostly ascend. */
export class Adoption {
  #day = NaN;
  #weights: readonly number[] = [];
  #total = 0;

  /**
   * The Python of a machine.
   *
   * @param eagerness 0 (holds on to the oldest) up to 1 (takes the newest at once)
   */
  pythonAt(timeMs: number, eagerness: number): InstalledPython {
    const release = this.#releaseAt(timeMs, eagerness);
    const firstMs = Date.parse(release.first);
    const spanMs = Date.parse(release.last) - firstMs;
    // Nobody has the newest patch on its first day, and some never take any.
    const seenMs = Math.max(0, timeMs - firstMs - (1 - eagerness) * YEAR_MS);
    const patches = release.lastPatch - release.firstPatch;
    const step = Math.floor(Math.min(1, seenMs / spanMs) * patches);
    return {
      release,
      patch: release.firstPatch + step,
      built: new Date(firstMs + step / patches * spanMs),
    };
  }

  #releaseAt(timeMs: number, eagerness: number): PythonRelease {
    this.#weigh(Math.floor(timeMs / DAY_MS));
    let left = eagerness * this.#total;
    const index = this.#weights.findIndex((weight) => (left -= weight) < 0);
    return PYTHON_RELEASES[Math.max(0, index)]!;
  }

  /** Once a day is often enough. */
  #weigh(day: number): void {
    if (day === this.#day) return;
    this.#day = day;
    this.#weights = PYTHON_RELEASES.map((each) => weightAt(each, day * DAY_MS));
    this.#total = this.#weights.reduce((sum, weight) => sum + weight, 0);
  }
}
