/** How long whoever calls the client waits for it, against an executable that does nothing. */
import { join } from "@std/path";
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { Benchmark, BenchOptions } from "../benchmark.ts";
import { Collector } from "./collector.ts";
import { buildClientAndEmpty, type ClientAndEmpty } from "../executables.ts";
import { summarize } from "../samples.ts";

const STARTS_PER_ROUND = 20;

/** So long may a client take that nobody waits for. */
const DELIVERY_TIMEOUT_MS = 10_000;

/** The benchmark `client`. */
export const clientStart: Benchmark = {
  name: "client",
  missing: () =>
    Promise.resolve(
      Deno.build.os === "windows" ? "/bin/true is missing" : undefined,
    ),
  run: runClientStart,
};

async function runClientStart(options: BenchOptions) {
  const { rounds, say } = options;
  await using folder = await TempFolder.make();
  const built = await buildClientAndEmpty(folder.path, options);
  using collector = new Collector();
  const samples = {
    client: [] as number[],
    empty: [] as number[],
    nothing: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    const copies = await copyFreshly(
      built,
      join(folder.path, `round-${round}`),
    );
    const times = await measureRound(copies, collector, folder.path);
    samples.client.push(times.client);
    samples.empty.push(times.empty);
    samples.nothing.push(times.nothing);
    say(`round ${round + 1} of ${rounds}`);
  }
  return [{
    title: "The client's foreground: from its start until the caller goes on",
    unit: "ms",
    rows: [
      { name: "an empty executable", samples: samples.empty },
      {
        name: "the client",
        samples: samples.client,
        targets: [{ atMost: 1.1 }],
      },
      { name: "/bin/true", samples: samples.nothing },
    ],
    checks: [
      `each of ${
        rounds * STARTS_PER_ROUND
      } clients delivered its event, in the background`,
    ],
  }] as const;
}

/** Of two copies of the same bytes one can start 8 % faster: each round has other ones. */
async function copyFreshly(
  built: ClientAndEmpty,
  folder: string,
): Promise<ClientAndEmpty> {
  await Deno.mkdir(folder);
  const copies = {
    client: join(folder, "client"),
    empty: join(folder, "empty"),
  };
  await Deno.copyFile(built.empty, copies.empty);
  await Deno.copyFile(built.client, copies.client);
  await startOf(copies.empty, { home: folder });
  await startOf(copies.client, { home: folder, args: ["--version"] });
  return copies;
}

async function measureRound(
  copies: ClientAndEmpty,
  collector: Collector,
  home: string,
) {
  const client: number[] = [];
  const empty: number[] = [];
  const nothing: number[] = [];
  const runEmpty = async () => {
    empty.push(await startOf(copies.empty, { home }));
  };
  const runClient = async () => {
    const delivery = collector.next();
    const args = ["--server", collector.url];
    client.push(await startOf(copies.client, { home, args }));
    checkEvent(await within(delivery, DELIVERY_TIMEOUT_MS));
  };
  for (let start = 0; start < STARTS_PER_ROUND; start++) {
    nothing.push(await startOf("/bin/true", { home }));
    // Who comes second finds other things in the processor's caches.
    const order = start % 2 === 0
      ? [runEmpty, runClient]
      : [runClient, runEmpty];
    for (const run of order) await run();
  }
  return {
    client: summarize(client).median,
    empty: summarize(empty).median,
    nothing: summarize(nothing).median,
  };
}

/** Milliseconds from start to end. */
async function startOf(
  path: string,
  { home, args = [] }: { home: string; args?: readonly string[] },
): Promise<number> {
  const command = new Deno.Command(path, {
    args: [...args],
    clearEnv: true,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: home },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  const startedAt = performance.now();
  const { success } = await command.spawn().status;
  const tookMs = performance.now() - startedAt;
  if (!success) throw new Error(`Cannot measure "${path}": it failed`);
  return tookMs;
}

function checkEvent(text: string): void {
  const event = JSON.parse(text);
  if (typeof event.uuid !== "string") {
    throw new Error(`Cannot measure: the client sent no event, but ${text}`);
  }
}

async function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`No event came within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
