/** Thousands of connections that stand about, while others post. */
import { eventually } from "../../lib/testing/eventually.ts";
import { exchange, originalRequest } from "../raw_http.ts";
import {
  type Kind,
  ServerProcess,
  TemporaryFolder,
} from "../server_process.ts";
import { maxBytesOf, Strangers } from "./strangers.ts";

/** What the server does about them. */
export type Bounds = "none" | "high" | "low";

/** What is done. */
export interface IdleOptions {
  readonly kind: Kind;
  readonly bounds: Bounds;
  readonly connections: number;
  readonly posts: number;
}

/** What was seen. */
export interface IdleFigures {
  readonly connections: number;
  /** Of them those that the server has ended. */
  readonly ended: number;
  readonly posts: number;
  readonly middlePostMs: number;
  readonly slowestPostMs: number;
  /** By how much the server's resident memory grew, and what it was at the end. */
  readonly grownMiB: number;
  readonly residentMiB: number;
}

/** By how much a server may grow over the events that are posted meanwhile. */
const SPARE_BYTES = 128 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

const MAX_OF_ADDRESS = 100;
const POSTERS = 8;
const WARM_UP_POSTS = 100;
/** More than are open of those who post, also as a server sees it that is behind. */
const OTHERS = 200;
/** Descriptors that a server and its test have besides the connections. */
const OTHER_FILES = 300;
const END_TIMEOUT_MS = 60_000;

/**
 * Holds connections against a server, and posts to it.
 *
 * With `high` bounds the server counts them all, and lets them stay. With `low` ones few of an
 * address may stay, and none for long: in the end the server has ended every one.
 *
 * @throws {Error} where a post was not stored, or the server grew by more than it may
 */
export async function standAbout(options: IdleOptions): Promise<IdleFigures> {
  const { kind, bounds, connections, posts } = options;
  const hosts = twoAddresses();
  if (hosts === undefined) throw new Error(`Cannot begin: ${ONE_ADDRESS}`);
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({
    data: folder.path,
    kind,
    args: ["--host", hosts.all, ...serverArgs(options)],
  });
  const { pid, port } = server;
  await post(port, WARM_UP_POSTS);
  const before = residentBytes(pid);
  using strangers = await Strangers.come(connections, {
    hostname: hosts.strangers,
    port,
  });
  const [tookMs] = await Promise.all([post(port, posts), strangers.goOn()]);
  if (bounds === "low") await allEnded(strangers, connections);
  const resident = residentBytes(pid);
  const held = bounds === "low" ? MAX_OF_ADDRESS : connections;
  const allowed = SPARE_BYTES + maxBytesOf(held);
  if (resident - before > allowed) {
    throw new Error(
      `The server grew by ${
        resident - before
      } bytes over ${connections} connections, more than ${allowed}`,
    );
  }
  const stored = folder.journalLines().length;
  if (stored !== WARM_UP_POSTS + posts) {
    throw new Error(`${WARM_UP_POSTS + posts} events posted, ${stored} stored`);
  }
  if (bounds !== "low" && strangers.ended > 0) {
    throw new Error(`${strangers.ended} connections were ended within bounds`);
  }
  return {
    connections,
    ended: strangers.ended,
    posts,
    middlePostMs: tookMs[Math.floor(posts / 2)]!,
    slowestPostMs: tookMs.at(-1)!,
    grownMiB: Math.round((resident - before) / MEBIBYTE),
    residentMiB: Math.round(resident / MEBIBYTE),
  };
}

/** Why so many connections cannot be held here; `undefined` where they can. */
export function whyNot(connections: number): string | undefined {
  if (Deno.build.os !== "linux") return "memory is read from Linux's /proc";
  const limits = Deno.readTextFileSync("/proc/self/limits");
  // Deno has raised its own soft limit to the hard one.
  const allowed = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  if (allowed < connections + OTHER_FILES) {
    return `${connections} connections need ${
      connections + OTHER_FILES
    } open files, and the hard limit is ${allowed}: see "ulimit -Hn"`;
  }
  return twoAddresses() === undefined ? ONE_ADDRESS : undefined;
}

const ONE_ADDRESS = "this machine has no address besides 127.0.0.1";

/**
 * Where strangers connect to, and so come from, while others post from 127.0.0.1; and where a
 * server hears both.
 */
function twoAddresses(): { strangers: string; all: string } | undefined {
  const addresses = Deno.networkInterfaces();
  if (addresses.some(({ address }) => address === "::1")) {
    return { strangers: "::1", all: "::" };
  }
  const other = addresses.find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  return other && { strangers: other.address, all: "0.0.0.0" };
}

function serverArgs({ bounds, connections }: IdleOptions): string[] {
  const [all, ofAddress, timeMs] = {
    none: [0, 0, 0],
    high: [connections + OTHERS, connections, 3_600_000],
    low: [connections, MAX_OF_ADDRESS, 1000],
  }[bounds];
  return [
    ["--max-connections", all],
    ["--max-connections-per-address", ofAddress],
    ["--header-timeout-ms", timeMs],
    ["--idle-timeout-ms", timeMs],
    // Room for all bodies that begin: what happens without is another test's.
    ["--max-pending-bytes", SPARE_BYTES + maxBytesOf(connections)],
    // Bodies have a time of their own.
    ...bounds === "low" ? [["--body-timeout-ms", timeMs]] : [],
  ].flat().map(String);
}

/** Posts events, each on a connection of its own. @returns how long each took, in order */
async function post(port: number, count: number): Promise<number[]> {
  const tookMs: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const request = originalRequest(`{"n":${next++}}`);
      const began = performance.now();
      const answer = await exchange(port, request);
      if (!answer.includes(`{"success":true}`)) {
        throw new Error(`A post was answered with ${JSON.stringify(answer)}`);
      }
      tookMs.push(Math.round((performance.now() - began) * 10) / 10);
    }
  };
  await Promise.all(Array.from({ length: POSTERS }, work));
  return tookMs.sort((a, b) => a - b);
}

async function allEnded(strangers: Strangers, count: number): Promise<void> {
  await eventually(
    () => strangers.ended,
    (ended) => ended >= count,
    { patienceMs: END_TIMEOUT_MS },
  );
}

function residentBytes(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024;
}
