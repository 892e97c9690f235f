/** How long each fact took, for people. */
import type { ClientEvent } from "./event.ts";
import type { Source, SourceTime } from "./facts/source_times.ts";
import { printable } from "./printable.ts";

/** The members of an event that are found out. */
export type FoundOut = Pick<
  ClientEvent,
  | "username"
  | "hostname"
  | "hostfqdn"
  | "uname"
  | "python"
  | "os"
  | "machine"
  | "time"
  | "site"
  | "client"
>;

const GROUPS = ["uname", "python", "os", "machine", "time", "site"] as const;
const SINGLE = ["username", "hostname", "hostfqdn"] as const;

/** Longer names of sources are not waited for by the columns of others. */
const MAX_WIDTH = 44;

/**
 * A line for each source of facts, in the order in which they were asked: when that was, counted
 * from the start of this process, how long it took, and which facts of the event come of it.
 */
export function timingsTable(
  event: FoundOut,
  times: readonly SourceTime[],
): string {
  const names = factNames(event);
  const rows = times.map(({ source, facts, ...time }) => ({
    ...time,
    name: nameOf(source),
    facts: shortened(names.filter((name) => isAmong(name, facts))),
  }));
  const width = Math.min(
    MAX_WIDTH,
    Math.max(...rows.map(({ name }) => name.length)),
  );
  const line = (begun: string, took: string, name: string, facts: string) =>
    `${begun.padStart(9)} ${took.padStart(9)}  ${name.padEnd(width)}  ${facts}`
      .trimEnd();
  const { missing } = event.client;
  return [
    line("begun", "took", "source", "facts"),
    ...rows.map(({ begunMs, tookMs, name, facts, isFailed, isKept }) =>
      line(
        `${begunMs.toFixed(1)} ms`,
        `${tookMs.toFixed(1)} ms`,
        name,
        [facts || "-", isKept && "(kept)", isFailed && "(no answer)"]
          .filter(Boolean).join(" "),
      )
    ),
    ...missing.length > 0
      ? [`Missing: ${missing.map(printable).join(", ")}`]
      : [],
  ].join("\n");
}

/** What is there of an event that was found out, and what of it is missing. */
function factNames(event: FoundOut): string[] {
  const names = [
    ...SINGLE.filter((name) => event[name] !== undefined),
    ...GROUPS.flatMap((group) =>
      Object.entries(event[group] ?? {})
        .filter(([, value]) => value !== undefined)
        .map(([name]) => `${group}.${name}`)
    ),
  ];
  // What Python runs is known from the arguments.
  return [...new Set([...names, ...event.client.missing])]
    .filter((name) => name !== "python.argv");
}

function isAmong(name: string, facts: ReadonlySet<string>): boolean {
  const group = name.slice(0, name.indexOf("."));
  return facts.has(name) || facts.has(`${group}.*`);
}

/** `os.name, os.version, username` as `os.{name,version} username`. */
function shortened(names: readonly string[]): string {
  const groups = Map.groupBy(names, (name) => name.split(".")[0]!);
  return Array.from(groups, ([group, members]) => {
    const inner = members.map((name) => name.slice(group.length + 1));
    if (inner.length > 1) return `${group}.{${inner.join(",")}}`;
    return members[0]!;
  }).map(printable).join(" ");
}

/** On one line, without the programs that are handed to a shell or to Python. */
function nameOf({ kind, words }: Source): string {
  const shown = words.map((word) => word.includes("\n") ? "..." : word);
  return printable([kind, ...shown].join(" "));
}
