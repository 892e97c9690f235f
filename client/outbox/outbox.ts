/**
 * The outbox: what is to be delivered, kept until it is.
 *
 *     outbox/
 *       lock                 held by whoever delivers
 *       dropped              how many events were dropped, see drops.ts
 *       children/N           the slots of living children, see children.ts and others.ts
 *       starts/UUID.N.json   starts of N bytes that were left for a child, see starts.ts
 *       servers/HASH/        one folder for each server, since no event is for another
 *         events/            what waits for it, a file an event
 *         aside/             what it refused, and what is no event
 *         state.json         when to try again, and when it last worked
 *       aside/               what is no start
 *       tmp/                 files that are not whole yet
 */
import { hideCredentials } from "../credentials.ts";
import { join } from "../paths.ts";
import { MAX_SERVERS, NO_BOUNDS, QUEUE_BOUNDS } from "./bounds.ts";
import { childrenFolder } from "./children.ts";
import { type DeliveryState, readState, writeState } from "./delivery_state.ts";
import { Drops } from "./drops.ts";
import {
  emptyFolder,
  listFolder,
  makeFolders,
  removeIfThere,
  writeWhole,
} from "./files.ts";
import { OutboxLock } from "./lock.ts";
import { isOwnFolder, makeOwnFolder } from "./own_folder.ts";
import type { OutboxPlace, OutboxPlacesOptions } from "./places.ts";
import type { Survey } from "./measure.ts";
import { Queue } from "./queue.ts";
import { startsAside } from "./starts.ts";

/** A file that is not whole after so long will never be. */
const TEMPORARY_AGE_MS = 10 * 60_000;

/** What belongs to one server. */
export interface Mailbox {
  /** A hash of the server's URL. */
  readonly name: string;
  readonly folder: string;
  readonly queue: Queue;
  readonly state: DeliveryState;
  readonly save: (state: DeliveryState) => void;
}

/** Whose outbox it is. */
export type OutboxOwner = Pick<OutboxPlacesOptions, "os" | "userId">;

/** An outbox that this user may use. */
export class Outbox {
  readonly folder: string;
  readonly drops: Drops;
  readonly #lock: OutboxLock;

  private constructor(folder: string) {
    this.folder = folder;
    this.drops = new Drops(folder);
    this.#lock = new OutboxLock(folder);
  }

  /** Finds or makes the outbox; `undefined` where this user can have none. */
  static open(
    places: readonly OutboxPlace[],
    { os, userId }: OutboxOwner,
  ): Outbox | undefined {
    for (const place of places) {
      if (!makeOwnFolder(place, userId)) continue;
      const outbox = new Outbox(place.folder);
      if (outbox.#isWritable(os)) return outbox;
    }
    return undefined;
  }

  /** Finds the outbox, to look into it; `undefined` where there is none yet. */
  static find(
    places: readonly OutboxPlace[],
    { userId }: OutboxOwner,
  ): Outbox | undefined {
    const place = places.find(({ folder }) => isOwnFolder(folder, userId));
    return place && new Outbox(place.folder);
  }

  /** Takes the lock; `undefined` where another process keeps it for longer than `waitMs`. */
  lock(waitMs: number): Promise<Disposable | undefined> {
    return this.#lock.take(waitMs);
  }

  /** What belongs to a server. */
  async mailbox(server: string): Promise<Mailbox> {
    return this.#mailboxOf(await nameOf(server), hideCredentials(server));
  }

  /** What belongs to each server that events waited for. */
  mailboxes(): Mailbox[] {
    const servers = join(this.folder, "servers");
    const names = listFolder(servers)
      .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
    return names.map((name) => this.#mailboxOf(name, ""));
  }

  /** Removes what killed processes left unfinished. For whoever holds the lock. */
  sweep(nowMs: number): void {
    for (const { name } of listFolder(this.#temporaryFolder)) {
      const path = join(this.#temporaryFolder, name);
      try {
        const { mtime } = Deno.lstatSync(path);
        if (nowMs - (mtime?.getTime() ?? 0) < TEMPORARY_AGE_MS) continue;
        Deno.removeSync(path, { recursive: true });
      } catch {
        // It is whole by now, or busy.
      }
    }
  }

  /**
   * Drops the oldest of all that is beyond its bounds, and forgets the servers that were not used
   * for longest. Tells how many events were dropped. For whoever holds the lock.
   */
  trim(nowMs: number): number {
    const mailboxes = this.mailboxes().map((mailbox) => ({
      ...mailbox,
      usedMs: lastUseMs(mailbox),
    })).sort((a, b) => b.usedMs - a.usedMs);
    let dropped = startsAside(this.folder).trim(nowMs);
    for (const [at, { folder, queue, usedMs }] of mailboxes.entries()) {
      const isOneTooMany = at >= MAX_SERVERS;
      dropped += queue.trim(isOneTooMany ? NO_BOUNDS : QUEUE_BOUNDS, nowMs);
      dropped += queue.trimAside(nowMs, isOneTooMany ? NO_BOUNDS : undefined);
      if (isOneTooMany || nowMs - usedMs > QUEUE_BOUNDS.maxAgeMs) {
        removeIfEmpty(folder);
      }
    }
    return dropped;
  }

  /** @throws where no file can be written */
  tryWriting(): void {
    const name = `${crypto.randomUUID()}.try`;
    const path = join(this.#temporaryFolder, name);
    writeWhole("\n", { path, temporary: `${path}-1` });
    removeIfThere(path);
  }

  /** How much there is that belongs to no server. */
  survey(): { starts: number; startsAside: Survey; dropped: number } {
    const starts = listFolder(join(this.folder, "starts"));
    return {
      starts: starts.length,
      startsAside: startsAside(this.folder).survey(),
      dropped: this.drops.count(),
    };
  }

  /** Removes everything, and tells how much that was. For whoever holds the lock. */
  clear(): { events: number; starts: number; aside: number } {
    const removed = { events: 0, aside: 0 };
    for (const { folder, queue } of this.mailboxes()) {
      const { events, aside } = queue.survey();
      removed.events += events.count;
      removed.aside += aside.count;
      queue.clear();
      removeIfEmpty(folder);
    }
    this.drops.clear();
    const starts = emptyFolder(join(this.folder, "starts"));
    removed.aside += startsAside(this.folder).clear();
    return { ...removed, starts };
  }

  get #temporaryFolder(): string {
    return join(this.folder, "tmp");
  }

  #mailboxOf(name: string, server: string): Mailbox {
    const folder = join(this.folder, "servers", name);
    const temporaryFolder = this.#temporaryFolder;
    const folders = { folder, temporaryFolder };
    return {
      name,
      folder,
      queue: new Queue(folders),
      state: readState(folder, server),
      save: (state) => writeState(state, folders),
    };
  }

  /** A folder may be ours on a file system that is mounted read-only. */
  #isWritable(os: typeof Deno.build.os): boolean {
    try {
      makeFolders(childrenFolder(os, this.folder).path);
      Deno.utimeSync(this.folder, new Date(), new Date());
      return true;
    } catch {
      return false;
    }
  }
}

/** When events were last sent to a server or queued for it. */
function lastUseMs({ queue, state }: Mailbox): number {
  return Math.max(
    state.trimmedMs,
    state.lastDeliveredMs ?? 0,
    queue.list().at(-1)?.atMs ?? 0,
  );
}

/** Removes a server's folder, unless something came into it in the meantime. */
function removeIfEmpty(folder: string): void {
  try {
    for (const name of ["events", "aside", "state.json"]) {
      removeIfThere(join(folder, name));
    }
    removeIfThere(folder);
  } catch {
    // Something did.
  }
}

/** The name of a server's folder: a hash, since its URL may hold a password. */
async function nameOf(server: string): Promise<string> {
  const bytes = new TextEncoder().encode(server);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return hash.slice(0, 8).toHex();
}
