/** One event as a client sends it: DESIGN.md, "The event". */
import type { InstalledPython } from "./adoption.ts";
import type { Machine } from "./machines.ts";
import { ARGUMENTS } from "./people.ts";
import type { Random } from "../../lib/testing/random.ts";
import type { System } from "./systems.ts";

/** A JSON object. */
export type JsonObject = { [key: string]: unknown };

/** What an event is about. */
export interface Start {
  readonly timeMs: number;
  readonly machine: Machine;
  readonly system: System;
  readonly python: InstalledPython;
}

const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

/** From here on machines change to the client that names the parts of `uname`. */
const NEW_CLIENT = Date.parse("2016-01-01");

/** Until here, all but those that hold on to what they have. */
const NEW_CLIENT_SPREAD = Date.parse("2026-01-01");

/** Whether the machine still has the client of 2014, which sends `uname` as a list. */
export function hasOldClient({ timeMs, machine }: Start): boolean {
  const progress = (timeMs - NEW_CLIENT) / (NEW_CLIENT_SPREAD - NEW_CLIENT);
  return machine.eagerness < 1 - Math.max(0, Math.min(0.95, progress));
}

/** As the client of 2014 sends it. */
export function oldEvent(start: Start, random: Random): JsonObject {
  const { machine, timeMs } = start;
  return {
    username: machine.username,
    uuid: random.uuid(),
    python: pythonFacts(start, random),
    hostname: machine.hostname,
    uname: Object.values(unameFacts(start)),
    time: {
      std_utc_offset: machine.offsetHours,
      epoch: (timeMs * 1000 + random.below(1000)) / 1e6,
    },
    hostfqdn: machine.hostfqdn,
  };
}

/** As today's client sends it. */
export function newEvent(start: Start, random: Random): JsonObject {
  const { machine, system, timeMs } = start;
  const { name, version } = system;
  return {
    username: machine.username,
    uuid: random.uuid(),
    hostname: machine.hostname,
    hostfqdn: machine.hostfqdn,
    uname: unameFacts(start),
    python: pythonFacts(start, random),
    os: { name, version },
    time: {
      utc: new Date(timeMs).toISOString(),
      std_utc_offset: machine.offsetHours,
    },
    client: { version: "0.1.0", sent_attempts: 1 },
    ...(machine.isBuilder ? { tags: { role: "build" } } : {}),
  };
}

function unameFacts({ machine, system }: Start): JsonObject {
  return {
    system: system.system,
    node: machine.hostname,
    release: system.release,
    version: system.build,
    machine: machine.architecture,
    processor: machine.architecture,
  };
}

function pythonFacts(start: Start, random: Random): JsonObject {
  const { machine, system, python } = start;
  const [major, minor] = python.release.minor;
  const number = `${major}.${minor}.${python.patch}`;
  const compiler = system.system === "Windows"
    ? `MSC v.${python.release.msc} 64 bit (AMD64)`
    : system.compiler;
  const build = buildDate(python.built);
  const name = major === 2 ? "python" : `python${major}`;
  return {
    argv: random.pick(ARGUMENTS),
    bin: binary(machine, `${major}${minor}`, name),
    is_64bit: true,
    version: `${number} (default, ${build}) [${compiler}]`,
    compiler,
    build_date: build,
    version_info: [major, minor, python.patch, "final", 0],
    ...(major === 2 ? { have_ucs4: system.system === "Linux" } : {}),
    have_readline: system.system !== "Windows",
  };
}

function binary(machine: Machine, version: string, name: string): string {
  if (machine.family === "Windows") return `C:\\Python${version}\\python.exe`;
  if (machine.isBuilder) return `/usr/bin/${name}`;
  const places = ["/usr/bin", "/usr/local/bin", "/opt/python/bin"];
  return `${places[machine.username.length % places.length]}/${name}`;
}

/** As Python writes it: `Mar 22 2014 22:59:56`, the day padded with a space. */
function buildDate(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2);
  const time = date.toISOString().slice(11, 19);
  return `${
    MONTHS[date.getUTCMonth()]
  } ${day} ${date.getUTCFullYear()} ${time}`;
}
