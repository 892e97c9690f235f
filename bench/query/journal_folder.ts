/** The events as a journal's folder, made once and kept between runs. */
import { tmpdir } from "node:os";
import { join } from "@std/path";
import { type FleetEvent, fleetEvents, journalLine } from "../fleet.ts";

/** Which events. */
export interface JournalOptions {
  readonly count: number;
  readonly seed: number;
  /** Told a line now and then. */
  readonly say: (line: string) => void;
}

/** Two years, whatever today's date. */
const TIMES = { from: new Date("2024-07-01"), to: new Date("2026-07-01") };

/** So much text is held before it is written. */
const MAX_HELD_CHARACTERS = 1024 * 1024;

const EVENTS_BETWEEN_WORDS = 1_000_000;

/** So many events tell one generator from another. */
const FINGERPRINT_EVENTS = 200;

/**
 * The folder with a segment a day; made where no earlier run has left it in the system's
 * temporary folder.
 */
export async function keptJournal(options: JournalOptions): Promise<string> {
  const { count, seed, say } = options;
  const fingerprint = await fingerprintOf(options);
  const name = `pyanalytics-bench-${count}-events-seed-${seed}-${fingerprint}`;
  const folder = join(tmpdir(), name);
  if (await exists(folder)) {
    say(`the events of an earlier run: ${folder}`);
    return folder;
  }
  say(`makes ${count} events: ${folder}`);
  const unfinished = await Deno.makeTempDir({ prefix: `${name}-unfinished-` });
  try {
    const events = fleetEvents({ seed, count, ...TIMES });
    writeSegments(unfinished, withWords(events, say));
    await Deno.rename(unfinished, folder);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true });
    throw error;
  }
  return folder;
}

/** Writes each event into the segment of its day; `events` are in the order of their times. */
export function writeSegments(
  folder: string,
  events: Iterable<FleetEvent>,
): void {
  let day = "";
  let held = "";
  const flush = () => {
    if (held === "") return;
    const segment = join(folder, `${day}.jsonl`);
    Deno.writeTextFileSync(segment, held, { append: true, mode: 0o600 });
    held = "";
  };
  for (const event of events) {
    const itsDay = event.serverTime.slice(0, 10);
    if (itsDay !== day || held.length > MAX_HELD_CHARACTERS) flush();
    day = itsDay;
    held += journalLine(event);
  }
  flush();
}

/** The names of the segments, in the order of their days. */
export async function segmentsOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".jsonl")) names.push(name);
  }
  return names.sort();
}

/** The same segments in another folder of the same disk, which a server may then fill further. */
export async function linkSegments(from: string, to: string): Promise<void> {
  for (const name of await segmentsOf(from)) {
    await Deno.link(join(from, name), join(to, name));
  }
}

/** Reads everything once, so that it is in the page cache. @returns how many bytes there are */
export async function readOnce(folder: string): Promise<number> {
  let sizeBytes = 0;
  for (const name of await segmentsOf(folder)) {
    sizeBytes += (await Deno.readFile(join(folder, name))).length;
  }
  return sizeBytes;
}

/** Makes a journal of a changed generator another one. */
async function fingerprintOf({ count, seed }: JournalOptions): Promise<string> {
  const events = fleetEvents({ seed, count, ...TIMES })
    .take(FINGERPRINT_EVENTS).map(journalLine);
  const bytes = new TextEncoder().encode([...events].join(""));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return hash.toHex().slice(0, 8);
}

function* withWords(
  events: Iterable<FleetEvent>,
  say: (line: string) => void,
): Generator<FleetEvent, void, void> {
  let made = 0;
  for (const event of events) {
    yield event;
    if (++made % EVENTS_BETWEEN_WORDS === 0) say(`${made} events made`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
