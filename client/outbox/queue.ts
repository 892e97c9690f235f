/** The events that wait for one server: each a file, which holds nothing else. */
import { join } from "@std/path";
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
  async add({ uuid, atMs, text }: QueuedEvent): Promise<void> {
    const { name } = eventFile({ atMs, uuid, attempts: 0 });
    await writeWhole(text, {
      path: join(this.#events, name),
      temporary: join(this.#temporary, `${uuid}.event`),
    });
  }

  /** The events, oldest first. What is none of them is moved aside. */
  async list(): Promise<EventFile[]> {
    const files: EventFile[] = [];
    for (const { name, isFile } of await listFolder(this.#events)) {
      const file = isFile ? parseName(name) : undefined;
      if (file !== undefined) files.push(file);
      else await this.#moveAside(name);
    }
    return files.sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** An event as it is sent now; one that is damaged is moved aside, and `undefined`. */
  async read(file: EventFile): Promise<Sendable | undefined> {
    try {
      const path = join(this.#events, file.name);
      const text = await readBounded(path, MAX_EVENT_BYTES);
      return text === undefined
        ? undefined
        : { file, text: sentText(text, file) };
    } catch {
      await this.setAside(file);
      return undefined;
    }
  }

  /** Forgets an event. */
  async remove({ name }: EventFile): Promise<void> {
    await removeIfThere(join(this.#events, name));
  }

  /** Keeps an event, but sends it no more. */
  async setAside({ name }: EventFile): Promise<void> {
    await this.#moveAside(name);
  }

  /** Notes that an event was sent in vain. */
  async countAttempt(file: EventFile): Promise<void> {
    const { name } = eventFile({ ...file, attempts: file.attempts + 1 });
    await Deno.rename(join(this.#events, file.name), join(this.#events, name));
  }

  /** Drops the oldest of what is beyond the bounds, here and aside. Tells how many events. */
  async trim(bounds: Bounds, nowMs: number): Promise<number> {
    await dropOldest(this.#aside, await asideFiles(this.#aside), {
      bounds: ASIDE_BOUNDS,
      nowMs,
    });
    const files = await this.list();
    return await dropOldest(this.#events, files, { bounds, nowMs });
  }

  /** Puts what was moved aside back where it can be sent. Tells how many. */
  async takeBack(): Promise<number> {
    let count = 0;
    for (const file of await asideFiles(this.#aside)) {
      if (parseName(file.name) === undefined) continue;
      const name = eventFile({ ...file, attempts: 0 }).name;
      await Deno.rename(join(this.#aside, file.name), join(this.#events, name));
      count++;
    }
    return count;
  }

  /** What is there: of events, of what was moved aside. */
  async survey(): Promise<{ events: Survey; aside: Survey }> {
    return {
      events: await surveyOf(this.#events),
      aside: await surveyOf(this.#aside),
    };
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    await emptyFolder(this.#events);
    await emptyFolder(this.#aside);
  }

  async #moveAside(name: string): Promise<void> {
    const from = join(this.#events, name);
    const to = join(this.#aside, name);
    try {
      await Deno.rename(from, to);
    } catch {
      await makeFolders(this.#aside);
      await Deno.rename(from, to).catch(() => {
        // Another program holds it open, on Windows: it stays for the next time.
      });
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

async function surveyOf(folder: string): Promise<Survey> {
  let bytes = 0;
  let oldestMs: number | undefined;
  const entries = await listFolder(folder);
  for (const { name } of entries) {
    bytes += await sizeOf(join(folder, name));
    const atMs = parseName(name)?.atMs;
    if (atMs !== undefined) oldestMs = Math.min(atMs, oldestMs ?? atMs);
  }
  return { count: entries.length, bytes, oldestMs };
}

/** Whatever lies aside, oldest first. */
async function asideFiles(folder: string): Promise<EventFile[]> {
  const files: EventFile[] = [];
  for (const { name } of await listFolder(folder)) {
    files.push(
      parseName(name) ?? {
        name,
        atMs: await modifiedMs(join(folder, name)),
        uuid: "",
        attempts: 0,
      },
    );
  }
  return files.sort((a, b) => a.atMs - b.atMs);
}

async function dropOldest(
  folder: string,
  files: readonly EventFile[],
  { bounds, nowMs }: { bounds: Bounds; nowMs: number },
): Promise<number> {
  const sized = [];
  for (const { name, atMs } of files) {
    sized.push({ atMs, sizeBytes: await sizeOf(join(folder, name)) });
  }
  const count = excess(sized, bounds, nowMs);
  for (const { name } of files.slice(0, count)) {
    await Deno.remove(join(folder, name), { recursive: true });
  }
  return count;
}

/** 0 where it went in the meantime. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.lstat(path)).size;
  } catch {
    return 0;
  }
}

async function modifiedMs(path: string): Promise<number> {
  return (await Deno.lstat(path)).mtime?.getTime() ?? 0;
}
