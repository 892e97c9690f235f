/**
 * How many events were dropped, until an event has told it.
 *
 * The count is the size of a file, since one byte is appended whole even where two processes do
 * it at once. Taking it is a rename to the name of the event that tells it: whoever finds that
 * file later knows from the event's whether it was queued before its process was killed.
 */
import { join } from "@std/path";
import type { ClientEvent } from "../event.ts";
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
  async add(count: number): Promise<void> {
    if (count === 0) return;
    const options = { append: true, create: true, mode: 0o600 };
    const bytes = new Uint8Array(count);
    const path = join(this.#folder, NAME);
    await Deno.writeFile(path, bytes, options).catch(async (error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await makeFolders(this.#folder);
      await Deno.writeFile(path, bytes, options);
    });
  }

  /** The count; 0 where nothing was dropped. */
  async count(): Promise<number> {
    try {
      return (await Deno.stat(join(this.#folder, NAME))).size;
    } catch {
      return 0;
    }
  }

  /** Takes the count, for the event of that `uuid` to tell. */
  async take(uuid: string): Promise<number> {
    const taken = this.#taken(uuid);
    try {
      await Deno.rename(join(this.#folder, NAME), taken);
    } catch {
      return 0;
    }
    return (await Deno.stat(taken)).size;
  }

  /** That event is queued. */
  async told(uuid: string): Promise<void> {
    await removeIfThere(this.#taken(uuid));
  }

  /** Puts back what was taken for events that were never queued, their process being killed. */
  async recover(isQueued: (uuid: string) => Promise<boolean>): Promise<void> {
    for (const { name } of await listFolder(this.#folder)) {
      const uuid = TAKEN.exec(name)?.[1];
      if (uuid === undefined || !isUuid(uuid)) continue;
      if (!await isQueued(uuid)) {
        await this.add((await Deno.stat(this.#taken(uuid))).size);
      }
      await removeIfThere(this.#taken(uuid));
    }
  }

  /** Forgets the count. */
  async clear(): Promise<void> {
    await removeIfThere(join(this.#folder, NAME));
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
