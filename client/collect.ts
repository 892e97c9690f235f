/** Collects all facts at once, under one deadline, into an event. */
import { within } from "./deadline.ts";
import type { ClientEvent } from "./event.ts";
import { hostfqdn } from "./facts/hostfqdn.ts";
import { interpreterFacts } from "./facts/interpreter.ts";
import { INTERPRETER_FACTS } from "./facts/interpreter_code.ts";
import { os } from "./facts/os.ts";
import type { Probes } from "./facts/probes.ts";
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

/** The longest that the host's full name is waited for. */
const FQDN_TIMEOUT_MS = 1500;

/** Never throws: a fact that cannot be obtained is left out, and named in `client.missing`. */
export async function collectEvent(
  options: CollectOptions,
): Promise<ClientEvent> {
  const { probes, timeoutMs, now } = options;
  const timings: Record<string, number> = {};
  const absent = new Set<string>();

  async function find<T>(
    name: string,
    work: () => T | Promise<T>,
  ): Promise<T | undefined> {
    const start = now();
    try {
      return await within(timeoutMs, (async () => await work())());
    } catch {
      absent.add(name);
      return undefined;
    } finally {
      timings[name] = Math.round((now() - start) * 10) / 10;
    }
  }

  const hostname = await find("hostname", probes.hostname);
  const [user, fqdn, kernel, python, system] = await Promise.all([
    find("username", () => username(probes, timeoutMs)),
    find(
      "hostfqdn",
      () => hostfqdn(probes, Math.min(timeoutMs, FQDN_TIMEOUT_MS)),
    ),
    find("uname", () => uname(probes, timeoutMs)),
    find("python", () => interpreterFacts(probes, options)),
    find("os", () => os(probes, timeoutMs)),
  ]);
  return {
    username: user,
    uuid: options.uuid(),
    hostname,
    hostfqdn: fqdn,
    uname: kernel,
    python: { argv: options.argv, ...python },
    os: system,
    time: time(options.startMs),
    client: {
      version: options.version,
      wrapper: options.wrapper,
      sent_attempts: 1,
      timings_ms: timings,
      missing: [
        ...options.missing,
        ...absent,
        ...absentIn("uname", kernel, UNAME),
        ...absentIn("python", python, INTERPRETER_FACTS),
        ...absentIn("os", system, OS),
      ],
    },
    tags: options.tag,
  };
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
