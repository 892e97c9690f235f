import { assertEquals } from "@std/assert";
import { receiveMessageOnPort } from "node:worker_threads";
import { basePathOf } from "./base_path.ts";
import {
  ClaimedJobs,
  type JobMessage,
  JobReader,
  type RunMessage,
} from "./scan_run.ts";
import { ScanThreads } from "./scan_threads.ts";
import { handOver, type ScannedBlock } from "./scanned_block.ts";

const COUNT = 20;

/** Jobs of a line each, and a thread of which the test plays the part. */
class Played implements Disposable {
  readonly folder = Deno.makeTempDirSync();
  readonly threads = new ScanThreads({ patienceMs: 5 });
  readonly jobs = Array.from({ length: COUNT }, (_, n) => {
    const path = `${this.folder}/${n}.jsonl`;
    const line = `{"n":${n}}\n`;
    Deno.writeTextFileSync(path, line);
    const paths = [basePathOf(["n"])];
    return { paths, stretches: [{ path, start: 0, end: line.length }] };
  });
  readonly #channel = new MessageChannel();

  constructor() {
    this.threads.add(this.#channel.port1);
  }

  /** What the thread was told. */
  told(): RunMessage {
    const port = this.#channel.port2 as unknown as Parameters<
      typeof receiveMessageOnPort
    >[0];
    return receiveMessageOnPort(port)!.message as RunMessage;
  }

  say(message: JobMessage): void {
    this.#channel.port2.postMessage(message);
  }

  [Symbol.dispose](): void {
    this.#channel.port1.close();
    this.#channel.port2.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** The values of the rows of each job's blocks. */
function valuesOf(reading: Iterable<Iterable<ScannedBlock>>): unknown[] {
  return [
    ...Iterator.from(reading).flatMap((blocks) =>
      [...blocks].flatMap(({ columns: [column] }) =>
        Array.from(column!.codes, (code) => column!.values[code - 1])
      )
    ),
  ];
}

const ALL = Array.from({ length: COUNT }, (_, n) => n);

Deno.test("jobs are done here where no other thread comes", () => {
  using played = new Played();
  assertEquals(valuesOf(played.threads.read(played.jobs)), ALL);
});

Deno.test("a job is done here where the thread that took it says nothing, or that it failed", () => {
  using played = new Played();
  const reading = played.threads.read(played.jobs);
  reading.next();
  const { run, jobs, control } = played.told();
  const claimed = new ClaimedJobs(jobs.length, control);
  assertEquals(claimed.claim(), 1);
  const job = claimed.claim() as number;
  played.say({ run: run - 1, job: 4, blocks: [] });
  played.say({ run, job, blocks: undefined });
  claimed.tellDone();
  assertEquals(valuesOf(reading), ALL.slice(1));
});

Deno.test("what a thread reads holds where a job before was done here meanwhile, on whose values it builds", () => {
  using played = new Played();
  const reading = played.threads.read(played.jobs);
  reading.next();
  const { run, jobs, control } = played.told();
  const claimed = new ClaimedJobs(jobs.length, control);
  const late = [claimed.claim() as number, claimed.claim() as number];
  const reader = new JobReader();
  const messages = late.map((job) => ({
    run,
    job,
    blocks: Array.from(reader.read(jobs[job]!), handOver),
  }));
  assertEquals(messages[1]!.blocks[0]!.columns[0]!.known, 1);
  const first = valuesOf([reading.next().value!]);
  for (const message of messages) {
    played.say(message);
    claimed.tellDone();
  }
  assertEquals([...first, ...valuesOf(reading)], ALL.slice(1));
});

Deno.test("no job is taken that is far ahead of what is wanted, and none when the run is broken off", () => {
  using played = new Played();
  const reading = played.threads.read(played.jobs);
  reading.next();
  const { jobs, control } = played.told();
  const claimed = new ClaimedJobs(jobs.length, control);
  let taken = 0;
  while (typeof claimed.claim() === "number") taken++;
  assertEquals([taken, claimed.claim()], [4, "too far ahead"]);
  reading.return(undefined);
  assertEquals(claimed.claim(), undefined);
});
