/** A thread that helps another one to read blocks. */
/// <reference lib="deno.worker" />
import {
  ClaimedJobs,
  type JobMessage,
  JobReader,
  type RunMessage,
  type ScanJob,
} from "../columns/scan_run.ts";
import {
  buffersOf,
  type HandedBlock,
  handOver,
} from "../columns/scanned_block.ts";
import { warmUpScan } from "../columns/mod.ts";
import { IdleWork } from "./idle_work.ts";
import type { HelpMessage, WarmUpMessage } from "./query_protocol.ts";

/** One time after the other, between which whoever wants help gets it. */
const WARMING_UP = { quietMs: 0, pauseMs: 0, patienceMs: 0 };

/** How long it waits at a time to be told that it may go on. */
const WAIT_MS = 1000;

let warmUp: Generator<void, void, void> | undefined;

self.onmessage = ({ data }: MessageEvent<HelpMessage | WarmUpMessage>) => {
  if ("warmUp" in data) {
    const steps = warmUp = warmUpScan(data.warmUp);
    new IdleWork(() => !steps.next().done, WARMING_UP).postpone();
    return;
  }
  const { port } = data;
  port.onmessage = ({ data }: MessageEvent<RunMessage>) => {
    // What it is for has begun.
    warmUp?.return();
    help(data, port);
  };
};

function help({ run, jobs, control }: RunMessage, port: MessagePort): void {
  const claimed = new ClaimedJobs(jobs.length, control);
  let reader = new JobReader();
  for (;;) {
    const job = claimed.claim();
    if (job === undefined) return;
    if (job === "too far ahead") {
      claimed.waitForAnother(WAIT_MS);
      continue;
    }
    const blocks = blocksOf(reader, jobs[job]!);
    // No block may build on one that was lost.
    if (blocks === undefined) reader = new JobReader();
    const message: JobMessage = { run, job, blocks };
    port.postMessage(message, blocks?.flatMap(buffersOf) ?? []);
    claimed.tellDone();
  }
}

function blocksOf(reader: JobReader, job: ScanJob): HandedBlock[] | undefined {
  try {
    return [...reader.read(job).map(handOver)];
  } catch {
    // The thread that asked meets the same error when it does the job itself, and can tell of it.
    return undefined;
  }
}
