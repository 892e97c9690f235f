/**
 * How many events were dropped, until an event has told it.
 *
 * The count is the size of a file, since one byte is appended whole even where two processes do
 * it at once. Taking it is a rename to the name of the event that tells it: whoever finds that
 * file later knows from the event's whether it was queued before its process was killed.
 */
import type { ClientEvent } from "../event.ts";
import { join } from "../paths.ts";
import { isUuid } from "./event_file.ts";
import { listFolder, makeFolders, removeIfThere } from "./files.ts";

const NAME = "dropped";
const TAKEN = /^dropped-(.+)$/;

/** The count. All but `add` is for whoever holds the outbox's lock. */
export class Drops {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adds to the count. */
  add(count: number): void {
    if (count === 0) return;
    const options = { append: true, create: true, mode: 0o600 };
    const bytes = new Uint8Array(count);
    const path = join(this.#folder, NAME);
    try {
      Deno.writeFileSync(path, bytes, options);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      makeFolders(this.#folder);
      Deno.writeFileSync(path, bytes, options);
    }
  }

  /** The count; 0 where nothing was dropped. */
  count(): number {
    try {
      return (Deno.statSync(join(this.#folder, NAME))).size;
    } catch {
      return 0;
    }
  }

  /** Takes the count, for the event of that `uuid` to tell. */
  take(uuid: string): number {
    const taken = this.#taken(uuid);
    try {
      Deno.renameSync(join(this.#folder, NAME), taken);
    } catch {
      return 0;
    }
    return (Deno.statSync(taken)).size;
  }

  /** That event is queued. */
  told(uuid: string): void {
    removeIfThere(this.#taken(uuid));
  }

  /** Puts back what was taken for events that were never queued, their process being killed. */
  recover(isQueued: (uuid: string) => boolean): void {
    for (const { name } of listFolder(this.#folder)) {
      const uuid = TAKEN.exec(name)?.[1];
      if (uuid === undefined || !isUuid(uuid)) continue;
      if (!isQueued(uuid)) {
        this.add((Deno.statSync(this.#taken(uuid))).size);
      }
      removeIfThere(this.#taken(uuid));
    }
  }

  /** Forgets the count, also what was taken of it by a process that was killed. */
  clear(): void {
    for (const { name } of listFolder(this.#folder)) {
      if (name === NAME || TAKEN.test(name)) {
        removeIfThere(join(this.#folder, name));
      }
    }
  }

  #taken(uuid: string): string {
    return join(this.#folder, `dropped-${uuid}`);
  }
}

/** The event that tells how many were dropped. */
export function withDropped(event: ClientEvent, dropped: number): ClientEvent {
  if (dropped === 0) return event;
  return { ...event, client: { ...event.client, dropped } };
}
