/** The operating systems of the fleet. */

/** One release of an operating system. */
export interface System {
  readonly system: "Linux" | "Windows" | "Darwin";
  /** As `os.name` and `os.version` of the event. */
  readonly name: string;
  readonly version: string;
  /** As `uname` tells. */
  readonly release: string;
  readonly build: string;
  /** From when on machines have it. */
  readonly since: string;
  /** The compiler of its Pythons; on Windows Python's own release decides. */
  readonly compiler: string;
}

/** Each family oldest first. */
export const SYSTEMS: Readonly<
  Record<System["system"], readonly [System, ...System[]]>
> = {
  Linux: [
    linux("Ubuntu 14.04", "3.13.0-170-generic", "2014-04-17", "GCC 4.8.4"),
    linux(
      "CentOS Linux 7",
      "3.10.0-1160.el7.x86_64",
      "2014-07-07",
      "GCC 4.8.5 20150623 (Red Hat 4.8.5-44)",
    ),
    linux(
      "Ubuntu 16.04",
      "4.4.0-210-generic",
      "2016-04-21",
      "GCC 5.4.0 20160609",
    ),
    linux("Debian 9", "4.9.0-19-amd64", "2017-06-17", "GCC 6.3.0 20170516"),
    linux("Ubuntu 18.04", "4.15.0-213-generic", "2018-04-26", "GCC 7.5.0"),
    linux("Debian 10", "4.19.0-25-amd64", "2019-07-06", "GCC 8.3.0"),
    linux("Ubuntu 20.04", "5.4.0-182-generic", "2020-04-23", "GCC 9.4.0"),
    linux(
      "Rocky Linux 8",
      "4.18.0-513.el8.x86_64",
      "2021-06-21",
      "GCC 8.5.0 20210514 (Red Hat 8.5.0-20)",
    ),
    linux("Ubuntu 22.04", "5.15.0-113-generic", "2022-04-21", "GCC 11.4.0"),
    linux("Debian 12", "6.1.0-21-amd64", "2023-06-10", "GCC 12.2.0"),
    linux("Ubuntu 24.04", "6.8.0-48-generic", "2024-04-25", "GCC 13.2.0"),
    linux("Debian 13", "6.12.38+deb13-amd64", "2025-08-09", "GCC 14.2.0"),
  ],
  Windows: [
    windows("7", "6.1.7601", "2009-10-22"),
    windows("10", "10.0.14393", "2016-08-02"),
    windows("10", "10.0.19045", "2020-10-20"),
    windows("11", "10.0.22631", "2022-10-05"),
    windows("11", "10.0.26100", "2024-10-01"),
  ],
  Darwin: [
    darwin("10.10", "14.5.0", "2014-10-16", "Clang 6.0 (clang-600.0.57)"),
    darwin("10.12", "16.7.0", "2016-09-20", "Clang 8.1.0 (clang-802.0.42)"),
    darwin("10.14", "18.7.0", "2018-09-24", "Clang 10.0.1 (clang-1001.0.46.4)"),
    darwin("11.7", "20.6.0", "2020-11-12", "Clang 13.0.0 (clang-1300.0.29.30)"),
    darwin(
      "12.7",
      "21.6.0",
      "2021-10-25",
      "Clang 14.0.0 (clang-1400.0.29.202)",
    ),
    darwin("13.6", "22.6.0", "2022-10-24", "Clang 15.0.0 (clang-1500.3.9.4)"),
    darwin("14.6", "23.6.0", "2023-09-26", "Clang 16.0.0 (clang-1600.0.26.6)"),
    darwin("15.5", "24.5.0", "2024-09-16", "Clang 17.0.0 (clang-1700.0.13.3)"),
  ],
};

/** Years from an operating system's release until a machine of middling eagerness has it. */
const SPREAD_YEARS = 3;

const YEAR_MS = 365.25 * 86_400_000;

/**
 * What a machine runs at a time.
 *
 * @param eagerness 0 (reinstalled as late as can be) up to 1 (at once)
 */
export function systemAt(
  family: System["system"],
  timeMs: number,
  eagerness: number,
): System {
  const lagMs = 2 * SPREAD_YEARS * (1 - eagerness) * YEAR_MS;
  const systems = SYSTEMS[family];
  return systems.findLast((each) => Date.parse(each.since) + lagMs <= timeMs) ??
    systems[0];
}

function linux(
  title: string,
  release: string,
  since: string,
  compiler: string,
): System {
  const space = title.lastIndexOf(" ");
  return {
    system: "Linux",
    name: title.slice(0, space),
    version: title.slice(space + 1),
    release,
    build: "#1 SMP",
    since,
    compiler,
  };
}

function windows(name: string, build: string, since: string): System {
  return {
    system: "Windows",
    name: "Windows",
    version: name,
    release: name,
    build,
    since,
    compiler: "MSC",
  };
}

function darwin(
  version: string,
  release: string,
  since: string,
  compiler: string,
): System {
  return {
    system: "Darwin",
    name: "macOS",
    version,
    release,
    build: `Darwin Kernel Version ${release}`,
    since,
    compiler,
  };
}
