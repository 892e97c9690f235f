/** The events that wait for one server: each a file, which holds nothing else. */
import { join } from "../paths.ts";
import { Aside } from "./aside.ts";
import { type Bounds, MAX_EVENT_BYTES } from "./bounds.ts";
import {
  type EventFile,
  eventFile,
  parseName,
  sentText,
} from "./event_file.ts";
import {
  DamageError,
  emptyFolder,
  listFolder,
  makeFolders,
  readBounded,
  removeIfThere,
  writeWhole,
} from "./files.ts";
import { dropOldest, type Survey, surveyOf } from "./measure.ts";

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
  readonly #aside: Aside;
  readonly #temporary: string;

  constructor({ folder, temporaryFolder }: QueueOptions) {
    this.#events = join(folder, "events");
    this.#aside = new Aside({
      folder: join(folder, "aside"),
      isEvent: (name) => parseName(name) !== undefined,
    });
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
      else this.#aside.take(this.#events, name);
    }
    return files.sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /**
   * An event as it is sent now; `undefined` where it went in the meantime, or is damaged and was
   * moved aside.
   *
   * @throws where the system does not let it be read; then it stays for the next time
   */
  read(file: EventFile): Sendable | undefined {
    try {
      const path = join(this.#events, file.name);
      const text = readBounded(path, MAX_EVENT_BYTES);
      return text === undefined
        ? undefined
        : { file, text: sentText(text, file) };
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
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
    this.#aside.take(this.#events, name);
  }

  /** Notes that an event was sent in vain. */
  countAttempt(file: EventFile): void {
    const { name } = eventFile({ ...file, attempts: file.attempts + 1 });
    Deno.renameSync(join(this.#events, file.name), join(this.#events, name));
  }

  /** Drops the oldest of what is beyond the bounds. Tells how many events. */
  trim(bounds: Bounds, nowMs: number): number {
    return dropOldest(this.#events, this.list(), { bounds, nowMs }).length;
  }

  /** Does the same with what was moved aside, which has bounds of its own. */
  trimAside(nowMs: number, bounds?: Bounds): number {
    return this.#aside.trim(nowMs, bounds);
  }

  /** Puts what was moved aside back where it can be sent. Tells how many. */
  takeBack(): number {
    makeFolders(this.#events);
    const files = this.#aside.list().map(({ name }) => parseName(name))
      .filter((file) => file !== undefined);
    for (const file of files) {
      const { name } = eventFile({ ...file, attempts: 0 });
      this.#aside.giveBack(file.name, join(this.#events, name));
    }
    return files.length;
  }

  /** What is there: of events, of what was moved aside. */
  survey(): { events: Survey; aside: Survey } {
    return { events: surveyOf(this.#events), aside: this.#aside.survey() };
  }

  /** Removes everything. */
  clear(): void {
    emptyFolder(this.#events);
    this.#aside.clear();
  }
}
