/** Which facts come of which source: for people who ask how long each fact took. */
import { ENVIRONMENT_KEY } from "./arch.ts";
import { INTERPRETER_CODE } from "./interpreter_code.ts";
import { LINUX_SCRIPT } from "./linux_report.ts";
import type { Probes } from "./probes.ts";

/** How a source is asked. */
export type SourceKind =
  | "run"
  | "read"
  | "list"
  | "look at"
  | "recall"
  | "clock"
  | "host name"
  | "kernel release"
  | "user id"
  | "processors"
  | "memory"
  | "environment";

/** One source of facts: a file, a command, an answer of the system. */
export interface Source {
  readonly kind: SourceKind;
  /** The words of a command, or a path; none of what there is but one. */
  readonly words: readonly string[];
}

/** The facts of a group that come of a source, where those are not all. */
interface Rule {
  readonly kind: SourceKind;
  /** A word that the source has among its own. */
  readonly word?: string;
  readonly os?: Probes["os"];
  readonly facts: readonly string[];
}

const OF_RELEASE = ["name", "version"];
const OF_UNAME = ["system", "version", "machine"];
const OF_LIBC = ["libc", "libc_version"];
const OF_GROUPS = [
  "cpu_limit",
  "memory_limit_bytes",
  "container",
  "is_ephemeral",
];

/** By group; the first that fits counts. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  uname: [
    { kind: "host name", facts: ["node"] },
    { kind: "kernel release", os: "windows", facts: ["release", "version"] },
    { kind: "kernel release", facts: ["release"] },
    { kind: "environment", os: "windows", facts: ["machine", "processor"] },
    { kind: "run", word: "reg", facts: ["release"] },
    { kind: "run", word: "-smv", facts: OF_UNAME },
    { kind: "run", word: "-p", facts: ["processor"] },
    { kind: "run", word: LINUX_SCRIPT, facts: [...OF_UNAME, "processor"] },
  ],
  os: [
    { kind: "kernel release", os: "windows", facts: ["name", "version"] },
    { kind: "kernel release", facts: ["wsl"] },
    { kind: "read", facts: OF_RELEASE },
    {
      kind: "run",
      word: "reg",
      facts: ["name", "build", "edition", "release"],
    },
    { kind: "run", word: "ver", facts: ["build"] },
    { kind: "run", word: "sw_vers", facts: [...OF_RELEASE, "build"] },
    { kind: "run", word: LINUX_SCRIPT, facts: OF_LIBC },
  ],
  machine: [
    { kind: "processors", facts: ["cores"] },
    { kind: "memory", facts: ["memory_bytes"] },
    { kind: "environment", facts: ["ci", "is_ephemeral", "container"] },
    { kind: "run", word: ENVIRONMENT_KEY, facts: ["arch"] },
    { kind: "run", word: LINUX_SCRIPT, facts: OF_GROUPS },
    { kind: "run", facts: ["arch"] },
  ],
  python: [
    { kind: "run", word: INTERPRETER_CODE, facts: ["*"] },
    { kind: "recall", facts: ["*"] },
    // All else is about where it is.
    ...(["read", "list", "look at", "environment"] as const).map((kind) => ({
      kind,
      facts: ["bin"],
    })),
  ],
};

/** What is also asked only to know whether an answer of before still holds. */
const ON_THE_WAY: readonly SourceKind[] = [
  "host name",
  "kernel release",
  "environment",
  "look at",
];

/**
 * The facts of a group that come of a source, as `os.name`; `os.*` are all of the group, and the
 * name alone is a group of one.
 */
export function factsOf(
  group: string,
  { kind, words }: Source,
  os: Probes["os"],
): string[] {
  const rules = RULES[group];
  if (rules === undefined) return [group, `${group}.*`];
  const rule = rules.find((rule) =>
    rule.kind === kind && (rule.os ?? os) === os &&
    (rule.word === undefined || words.includes(rule.word))
  );
  if (rule === undefined) {
    return ON_THE_WAY.includes(kind) ? [] : [`${group}.*`];
  }
  return rule.facts.map((fact) => `${group}.${fact}`);
}
