/** The load generator wrk, with one event a request. */
import { fromFileUrl } from "@std/path";
import { run } from "../scripts/build/run.ts";

const SCRIPT = fromFileUrl(new URL("post.lua", import.meta.url));

/** More than any server answers here; wrk's Lua holds about 900 bytes for each. */
const MAX_REQUESTS_PER_SECOND = 160_000;

/** What one run of wrk is to do. */
export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
}

/** What wrk did. */
export interface Load {
  readonly answered: number;
  readonly requestsPerSecond: number;
  /** How long 99 of 100 requests took at most, and any. */
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Closing {
  readonly answered: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  readonly asked: number;
  readonly seconds: number;
  readonly failed: number;
  readonly refused: number;
}

/** Whether wrk is on this machine. */
export async function hasWrk(): Promise<boolean> {
  try {
    // It has no option that only says something and ends well.
    await run("wrk", { args: ["--version"], timeoutMs: 5000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Posts events with unlike uuids for some seconds.
 *
 * @throws {Error} where any request failed, or was not answered with 2xx
 */
export async function post(options: LoadOptions): Promise<Load> {
  const { url, connections, seconds } = options;
  const prepared = Math.ceil(seconds * MAX_REQUESTS_PER_SECOND);
  const runName = crypto.randomUUID().slice(0, 8);
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", SCRIPT];
  const result = await run("wrk", {
    args: [...args, url, "--", runName, String(prepared)],
    timeoutMs: (seconds + 60) * 1000,
  });
  const line = result.stdout.split("\n").findLast((each) =>
    each.startsWith("{")
  );
  if (!result.isOk || line === undefined) {
    throw new Error(`wrk failed (${result.ending}): ${result.stderr}`);
  }
  const closing: Closing = JSON.parse(line);
  if (closing.failed > 0 || closing.refused > 0 || closing.answered === 0) {
    throw new Error(`Cannot measure: not all was answered with 2xx: ${line}`);
  }
  if (closing.asked > prepared) {
    throw new Error(
      `Cannot measure: ${closing.asked} requests, but only ${prepared} unlike events`,
    );
  }
  return {
    answered: closing.answered,
    requestsPerSecond: closing.answered / closing.seconds,
    p99Ms: closing.p99_ms,
    maxMs: closing.max_ms,
  };
}
