/** Collects all facts at once, under one deadline, into an event. */
import { within } from "./deadline.ts";
import type { ClientEvent } from "./event.ts";
import type { Cache } from "./cache.ts";
import { archName, isEmulated } from "./facts/arch.ts";
import { hardware } from "./facts/hardware.ts";
import { hostfqdn } from "./facts/hostfqdn.ts";
import { interpreterFacts, type PythonFacts } from "./facts/interpreter.ts";
import { INTERPRETER_FACTS } from "./facts/interpreter_code.ts";
import { keepRuns } from "./facts/keep_runs.ts";
import { os } from "./facts/os.ts";
import type { Probes } from "./facts/probes.ts";
import { rememberRuns } from "./facts/remember_runs.ts";
import { type FactsFolder, type Find, siteFacts } from "./facts/site.ts";
import type { SourceTimes } from "./facts/source_times.ts";
import { time } from "./facts/time.ts";
import { uname } from "./facts/uname.ts";
import { username } from "./facts/username.ts";

export interface CollectOptions {
  readonly probes: Probes;
  /** What of the words behind `--` is sent. */
  readonly argv: readonly string[];
  readonly python: string | undefined;
  readonly wrapper: string | undefined;
  readonly tag: Readonly<Record<string, string>>;
  /** Whether to name the installed packages. */
  readonly packages: boolean;
  /** What the configuration says of `is_ephemeral`. */
  readonly ephemeral: boolean | undefined;
  /** The folders of the site's facts. */
  readonly factsFolders: readonly FactsFolder[];
  readonly cache: Cache;
  readonly cwd: string | undefined;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** After this time the event is made of what is there. */
  readonly timeoutMs: number;
  readonly version: string;
  /** What is known to be missing already, such as a config file. */
  readonly missing: readonly string[];
  readonly now: () => number;
  readonly uuid: () => string;
  /** Where each source's time is noted, if somebody asks for it. */
  readonly sourceTimes?: SourceTimes | undefined;
}

const UNAME = [
  "system",
  "node",
  "release",
  "version",
  "machine",
  "processor",
] as const;
const OS = ["name", "version"] as const;
const MACHINE = ["arch", "cores", "memory_bytes"] as const;

/** The longest that the host's full name is waited for. */
const FQDN_TIMEOUT_MS = 1500;

/** Never throws: a fact that cannot be obtained is left out, and named in `client.missing`. */
export async function collectEvent(
  options: CollectOptions,
): Promise<ClientEvent> {
  const { timeoutMs, now, sourceTimes, cache } = options;
  const { os: system } = options.probes;
  const watched = sourceTimes?.withoutMemory(options.probes) ?? options.probes;
  const remembering = rememberRuns(keepRuns(watched, options));
  const probesFor = (group: string) =>
    sourceTimes?.probes(group, remembering) ?? remembering;
  const timings: Record<string, number> = {};
  const absent = new Set<string>();

  const find: Find = async (name, work) => {
    const start = now();
    const probes = probesFor(name);
    try {
      return await within(timeoutMs, (async () => await work(probes))());
    } catch {
      absent.add(name);
      return undefined;
    } finally {
      timings[name] = Math.round((now() - start) * 10) / 10;
    }
  };

  const hostname = await find("hostname", ({ hostname }) => hostname());
  const [user, fqdn, kernel, python, release, machine, site] = await Promise
    .all([
      find("username", (probes) => username(probes, timeoutMs)),
      find(
        "hostfqdn",
        (probes) => hostfqdn(probes, Math.min(timeoutMs, FQDN_TIMEOUT_MS)),
      ),
      find("uname", (probes) => uname(probes, timeoutMs)),
      find("python", (probes) =>
        interpreterFacts(probes, {
          ...options,
          cache: sourceTimes?.cache("python", cache, system) ?? cache,
        })),
      find("os", (probes) => os(probes, timeoutMs)),
      find("machine", (probes) => hardware(probes, options)),
      siteFacts({ folders: options.factsFolders, find }),
    ]);
  return {
    username: user,
    uuid: options.uuid(),
    hostname,
    hostfqdn: fqdn,
    uname: kernel,
    python: { argv: options.argv, ...withArch(python, machine?.arch) },
    os: release,
    machine,
    time: sourceTimes === undefined ? time(options.startMs) : sourceTimes.watch(
      { kind: "clock", words: [] },
      ["time.*"],
      () => time(options.startMs),
    ),
    client: {
      version: options.version,
      wrapper: options.wrapper,
      sent_attempts: 1,
      timings_ms: timings,
      missing: [
        ...options.missing,
        ...absent,
        ...absentIn("uname", kernel, UNAME),
        ...absentIn(
          "python",
          python?.is_store_stub ? undefined : python,
          INTERPRETER_FACTS,
        ),
        ...absentIn("os", release, OS),
        ...absentIn("machine", machine, MACHINE),
      ],
    },
    tags: options.tag,
    site,
  };
}

/** With one name for its architecture, and whether that is the processor's. */
function withArch(
  python: PythonFacts | undefined,
  processor: string | undefined,
): PythonFacts & { is_emulated?: boolean } {
  if (typeof python?.arch !== "string") return { ...python };
  const arch = archName(python.arch);
  return processor === undefined
    ? { ...python, arch }
    : { ...python, arch, is_emulated: isEmulated(arch, processor) };
}

function absentIn<Key extends string>(
  group: string,
  values: { readonly [Name in Key]?: unknown } | undefined,
  names: readonly Key[],
): string[] {
  if (values === undefined) return [];
  return names.filter((name) => values[name] === undefined)
    .map((name) => `${group}.${name}`);
}
