/** The events that wait for one server: each a file, which holds nothing else. */
import { join } from "../paths.ts";
import {
  ASIDE_BOUNDS,
  type Bounds,
  excess,
  MAX_EVENT_BYTES,
} from "./bounds.ts";
import {
  type EventFile,
  eventFile,
  parseName,
  sentText,
} from "./event_file.ts";
import {
  emptyFolder,
  listFolder,
  makeFolders,
  readBounded,
  removeIfThere,
  writeWhole,
} from "./files.ts";

export interface QueueOptions {
  /** The folder of all that belongs to this server. */
  readonly folder: string;
  /** Where files are until they are whole. */
  readonly temporaryFolder: string;
}

/** An event to queue. */
export interface QueuedEvent {
  readonly uuid: string;
  /** When its start was, in milliseconds since 1970. */
  readonly atMs: number;
  /** Its JSON. */
  readonly text: string;
}

/** An event that can be sent. */
export interface Sendable {
  readonly file: EventFile;
  /** One line of JSON. */
  readonly text: string;
}

/** The queue. All but `add` is for whoever holds the outbox's lock. */
export class Queue {
  readonly #events: string;
  readonly #aside: string;
  readonly #temporary: string;

  constructor({ folder, temporaryFolder }: QueueOptions) {
    this.#events = join(folder, "events");
    this.#aside = join(folder, "aside");
    this.#temporary = temporaryFolder;
  }

  /** Adds an event; twice the same is one. @throws where there is no room */
  add({ uuid, atMs, text }: QueuedEvent): void {
    const { name } = eventFile({ atMs, uuid, attempts: 0 });
    writeWhole(text, {
      path: join(this.#events, name),
      temporary: join(this.#temporary, `${uuid}.event`),
    });
  }

  /** The events, oldest first. What is none of them is moved aside. */
  list(): EventFile[] {
    const files: EventFile[] = [];
    for (const { name, isFile } of listFolder(this.#events)) {
      const file = isFile ? parseName(name) : undefined;
      if (file !== undefined) files.push(file);
      else this.#moveAside(name);
    }
    return files.sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** An event as it is sent now; one that is damaged is moved aside, and `undefined`. */
  read(file: EventFile): Sendable | undefined {
    try {
      const path = join(this.#events, file.name);
      const text = readBounded(path, MAX_EVENT_BYTES);
      return text === undefined
        ? undefined
        : { file, text: sentText(text, file) };
    } catch {
      this.setAside(file);
      return undefined;
    }
  }

  /** Forgets an event. */
  remove({ name }: EventFile): void {
    removeIfThere(join(this.#events, name));
  }

  /** Keeps an event, but sends it no more. */
  setAside({ name }: EventFile): void {
    this.#moveAside(name);
  }

  /** Notes that an event was sent in vain. */
  countAttempt(file: EventFile): void {
    const { name } = eventFile({ ...file, attempts: file.attempts + 1 });
    Deno.renameSync(join(this.#events, file.name), join(this.#events, name));
  }

  /** Drops the oldest of what is beyond the bounds, here and aside. Tells how many events. */
  trim(bounds: Bounds, nowMs: number): number {
    dropOldest(this.#aside, asideFiles(this.#aside), {
      bounds: ASIDE_BOUNDS,
      nowMs,
    });
    const files = this.list();
    return dropOldest(this.#events, files, { bounds, nowMs });
  }

  /** Puts what was moved aside back where it can be sent. Tells how many. */
  takeBack(): number {
    let count = 0;
    for (const file of asideFiles(this.#aside)) {
      if (parseName(file.name) === undefined) continue;
      const name = eventFile({ ...file, attempts: 0 }).name;
      Deno.renameSync(join(this.#aside, file.name), join(this.#events, name));
      count++;
    }
    return count;
  }

  /** What is there: of events, of what was moved aside. */
  survey(): { events: Survey; aside: Survey } {
    return {
      events: surveyOf(this.#events),
      aside: surveyOf(this.#aside),
    };
  }

  /** Removes everything. */
  clear(): void {
    emptyFolder(this.#events);
    emptyFolder(this.#aside);
  }

  #moveAside(name: string): void {
    const move = () =>
      Deno.renameSync(join(this.#events, name), join(this.#aside, name));
    try {
      move();
    } catch {
      makeFolders(this.#aside);
      try {
        move();
      } catch {
        // Another program holds it open, on Windows: it stays for the next time.
      }
    }
  }
}

/** How much there is. */
export interface Survey {
  readonly count: number;
  readonly bytes: number;
  /** The time of the oldest event, in milliseconds since 1970. */
  readonly oldestMs: number | undefined;
}

function surveyOf(folder: string): Survey {
  let bytes = 0;
  let oldestMs: number | undefined;
  const entries = listFolder(folder);
  for (const { name } of entries) {
    bytes += sizeOf(join(folder, name));
    const atMs = parseName(name)?.atMs;
    if (atMs !== undefined) oldestMs = Math.min(atMs, oldestMs ?? atMs);
  }
  return { count: entries.length, bytes, oldestMs };
}

/** Whatever lies aside, oldest first. */
function asideFiles(folder: string): EventFile[] {
  const files: EventFile[] = [];
  for (const { name } of listFolder(folder)) {
    files.push(
      parseName(name) ?? {
        name,
        atMs: modifiedMs(join(folder, name)),
        uuid: "",
        attempts: 0,
      },
    );
  }
  return files.sort((a, b) => a.atMs - b.atMs);
}

function dropOldest(
  folder: string,
  files: readonly EventFile[],
  { bounds, nowMs }: { bounds: Bounds; nowMs: number },
): number {
  const sized = [];
  for (const { name, atMs } of files) {
    sized.push({ atMs, sizeBytes: sizeOf(join(folder, name)) });
  }
  const count = excess(sized, bounds, nowMs);
  for (const { name } of files.slice(0, count)) {
    Deno.removeSync(join(folder, name), { recursive: true });
  }
  return count;
}

/** 0 where it went in the meantime. */
function sizeOf(path: string): number {
  try {
    return (Deno.lstatSync(path)).size;
  } catch {
    return 0;
  }
}

function modifiedMs(path: string): number {
  return (Deno.lstatSync(path)).mtime?.getTime() ?? 0;
}
