/** The Pythons of the years, with the dates of their releases. Source: PEPs 373, 494 to 745. */

/** One feature release. */
export interface PythonRelease {
  readonly minor: readonly [major: number, minor: number];
  /** Of the first release, and of the last (planned ones included). */
  readonly first: string;
  readonly last: string;
  /** The patch number of the first one that counts here, and of the last. */
  readonly firstPatch: number;
  readonly lastPatch: number;
  /** How many machines take it up, against the others. */
  readonly popularity: number;
  /** After how many years half of those that have it have gone on to another. */
  readonly halfLifeYears: number;
  /** What Microsoft's compiler calls itself in the builds for Windows. */
  readonly msc: number;
}

/** Oldest first. */
export const PYTHON_RELEASES: readonly PythonRelease[] = [
  {
    minor: [2, 7],
    first: "2010-07-03",
    last: "2020-04-20",
    firstPatch: 3,
    lastPatch: 18,
    popularity: 3,
    halfLifeYears: 2.2,
    msc: 1500,
  },
  {
    minor: [3, 6],
    first: "2016-12-23",
    last: "2021-09-04",
    firstPatch: 0,
    lastPatch: 15,
    popularity: 1.3,
    halfLifeYears: 1.7,
    msc: 1900,
  },
  {
    minor: [3, 7],
    first: "2018-06-27",
    last: "2023-06-06",
    firstPatch: 0,
    lastPatch: 17,
    popularity: 0.9,
    halfLifeYears: 1.3,
    msc: 1916,
  },
  {
    minor: [3, 8],
    first: "2019-10-14",
    last: "2024-09-06",
    firstPatch: 0,
    lastPatch: 20,
    popularity: 1.2,
    halfLifeYears: 1.4,
    msc: 1916,
  },
  {
    minor: [3, 9],
    first: "2020-10-05",
    last: "2025-10-31",
    firstPatch: 0,
    lastPatch: 25,
    popularity: 1.1,
    halfLifeYears: 1.5,
    msc: 1929,
  },
  {
    minor: [3, 10],
    first: "2021-10-04",
    last: "2026-10-01",
    firstPatch: 0,
    lastPatch: 20,
    popularity: 1.3,
    halfLifeYears: 1.3,
    msc: 1929,
  },
  {
    minor: [3, 11],
    first: "2022-10-24",
    last: "2027-10-01",
    firstPatch: 0,
    lastPatch: 17,
    popularity: 1.4,
    halfLifeYears: 1.3,
    msc: 1934,
  },
  {
    minor: [3, 12],
    first: "2023-10-02",
    last: "2028-10-01",
    firstPatch: 0,
    lastPatch: 16,
    popularity: 1.4,
    halfLifeYears: 1.3,
    msc: 1937,
  },
  {
    minor: [3, 13],
    first: "2024-10-07",
    last: "2029-10-01",
    firstPatch: 0,
    lastPatch: 16,
    popularity: 1.3,
    halfLifeYears: 1.3,
    msc: 1941,
  },
  {
    minor: [3, 14],
    first: "2025-10-07",
    last: "2030-10-01",
    firstPatch: 0,
    lastPatch: 16,
    popularity: 1.2,
    halfLifeYears: 1.3,
    msc: 1944,
  },
];
