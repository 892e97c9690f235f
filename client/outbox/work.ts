/** What a child does with the outbox: adds its start, and delivers if no other child does. */
import type { ClientEvent } from "../event.ts";
import { deliver, type Delivery } from "./deliver.ts";
import { isBackedOff } from "./delivery_state.ts";
import { withDropped } from "./drops.ts";
import { removeIfThere } from "./files.ts";
import type { Mailbox, Outbox } from "./outbox.ts";
import type { Others, Presence } from "./others.ts";
import { hasLeftStarts, type LeftStart, leftStarts } from "./starts.ts";
import type { BatchAnswer } from "./verdict.ts";

/** An event, and the server it is for. */
export interface Report {
  readonly server: string;
  /** When its start was, in milliseconds since 1970. */
  readonly atMs: number;
  readonly event: ClientEvent;
}

export interface WorkOptions {
  readonly outbox: Outbox;
  /** Makes the report of a start; `undefined` where it is not to be reported. Never throws. */
  readonly reportLeft: (start: LeftStart) => Promise<Report | undefined>;
  /** Posts JSON Lines to a server; throws where no answer comes. */
  readonly post: (server: string, lines: string) => Promise<BatchAnswer>;
  /** Whether time is over, so that nothing more is to be begun. */
  readonly isOver: () => boolean;
  /** Called when a start that was left is reported, or events are delivered. */
  readonly onProgress?: () => void;
  /** Called when this process begins to look after a mailbox. */
  readonly onMailbox?: (name: string) => void;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Tries also where the last attempt failed a moment ago. */
  readonly isUrgent?: boolean;
  /** How long the first attempt to take the lock waits for another process. */
  readonly waitMs?: number;
}

/**
 * How long whoever gave the lock back waits for it: long enough for one who asked for it and did
 * not stay, see `FileLock`.
 */
const LOCK_AGAIN_MS = 500;

/** How often one that ends asks whether another has said what it looks after, and how many times. */
const PRESENCE_POLL_MS = 50;
const MAX_POLLS = 40;

const TRIM_INTERVAL_MS = 10_000;

const NOTHING: Delivery = { delivered: 0, setAside: 0, failure: undefined };

/** What is to be done. */
type Waiting = "starts" | { readonly mailbox: string };

/** `some` where all that waits may be left to others, `none` where something may not. */
function presenceFor(waiting: readonly Waiting[], others: Others): Presence {
  const presences = waiting.map((work) =>
    work === "starts" ? others.takeStarts() : others.lookAfter(work.mailbox)
  );
  if (presences.includes("none")) return "none";
  return presences.includes("unknown") ? "unknown" : "some";
}

/** One process's work. */
export class Work {
  readonly #options: WorkOptions;
  /** Whose events this process delivers. */
  readonly #servers = new Set<string>();
  #progress = 0;

  constructor(options: WorkOptions) {
    this.#options = options;
  }

  /** Delivers also what waits for a server. */
  async lookAfter(server: string): Promise<void> {
    if (this.#servers.has(server)) return;
    this.#servers.add(server);
    const { outbox, onMailbox } = this.#options;
    onMailbox?.((await outbox.mailbox(server)).name);
  }

  /**
   * Reports this process's own start, then whatever waits.
   *
   * @param makeOwn the report of the own start; never rejects
   * @param onSafe called when that is queued, or was sent
   */
  async report(
    makeOwn: () => Promise<Report | undefined>,
    onSafe?: () => void,
  ): Promise<void> {
    const { outbox } = this.#options;
    let lock = await outbox.lock(0);
    try {
      const own = await makeOwn();
      const isSafe = await this.#add(own, { tellsDrops: lock !== undefined });
      if (isSafe) onSafe?.();
      // Whoever has the lock looks again after giving it back, and so finds what was added for a
      // server that it looks after; else finish() does.
      lock ??= await outbox.lock(0);
      if (lock !== undefined) await this.#round();
    } finally {
      lock?.[Symbol.dispose]();
    }
    if (lock !== undefined) await this.#goOn();
  }

  /**
   * Reports the starts that were left, and delivers to all servers that are looked after.
   *
   * @returns what was delivered; `undefined` where another process has the lock
   */
  async workOff(): Promise<Delivery | undefined> {
    let delivery: Delivery;
    {
      using lock = await this.#options.outbox.lock(this.#options.waitMs ?? 0);
      if (lock === undefined) return undefined;
      delivery = await this.#round();
    }
    await this.#goOn();
    return delivery;
  }

  /**
   * Reports and delivers what waits, for a child that ends and gave its slot back, unless others do:
   * whoever is left something looks for it when it ends, if it has time then. Who has the lock may
   * look at nothing of it, or be gone at once, see `FileLock`: it is waited for.
   */
  async finish(others: Others): Promise<void> {
    const { outbox, isOver } = this.#options;
    let polls = 0;
    for (let idle = 0; idle < 2 && !isOver();) {
      const waiting = await this.#waiting();
      let presence = presenceFor(waiting, others);
      while (presence === "unknown" && polls++ < MAX_POLLS && !isOver()) {
        await new Promise((resolve) => setTimeout(resolve, PRESENCE_POLL_MS));
        presence = presenceFor(waiting, others);
      }
      if (presence === "some") return;
      using lock = await outbox.lock(LOCK_AGAIN_MS);
      if (lock === undefined) continue;
      idle = await this.#advance().catch(() => false) ? 0 : idle + 1;
    }
  }

  /** Works on what was added while this process had the lock, unless it comes to nothing. */
  async #goOn(): Promise<void> {
    const { outbox, isOver } = this.#options;
    for (
      let idle = 0;
      idle < 2 && !isOver() && (await this.#waiting()).length > 0;
    ) {
      using lock = await outbox.lock(LOCK_AGAIN_MS);
      if (lock === undefined) return;
      idle = await this.#advance() ? 0 : idle + 1;
    }
  }

  /** Does a round. @returns whether it came to something */
  async #advance(): Promise<boolean> {
    const before = this.#progress;
    await this.#round();
    return this.#progress > before;
  }

  async #waiting(): Promise<Waiting[]> {
    const { outbox, nowMs } = this.#options;
    const waiting: Waiting[] = [];
    if (hasLeftStarts(outbox.folder)) waiting.push("starts");
    for (const server of this.#servers) {
      const { name, queue, state } = await outbox.mailbox(server);
      if (isBackedOff(state, nowMs()) || queue.list().length === 0) continue;
      waiting.push({ mailbox: name });
    }
    return waiting;
  }

  /** For whoever holds the lock. */
  async #round(): Promise<Delivery> {
    await this.#addLeftStarts();
    let sum = NOTHING;
    for (const server of this.#servers) {
      const { delivered, setAside, failure } = await this.#deliverTo(server);
      sum = {
        delivered: sum.delivered + delivered,
        setAside: sum.setAside + setAside,
        failure: sum.failure ?? failure,
      };
    }
    this.#madeProgress(sum.delivered + sum.setAside);
    return sum;
  }

  async #addLeftStarts(): Promise<void> {
    const { outbox, isOver, reportLeft } = this.#options;
    for (const start of leftStarts(outbox.folder)) {
      if (isOver()) return;
      const isKept = await this.#add(await reportLeft(start), {
        tellsDrops: true,
      });
      if (isKept && removeIfThere(start.path)) this.#madeProgress(1);
    }
  }

  #madeProgress(count: number): void {
    if (count === 0) return;
    this.#progress += count;
    this.#options.onProgress?.();
  }

  /** Queues an event, or sends it at once where there is no room. Tells whether it is safe. */
  async #add(
    report: Report | undefined,
    { tellsDrops }: { tellsDrops: boolean },
  ): Promise<boolean> {
    if (report === undefined) return true;
    const { outbox, post } = this.#options;
    const { server, atMs, event } = report;
    const { uuid } = event;
    if (tellsDrops) outbox.drops.recover((uuid) => this.#isQueued(uuid));
    const dropped = tellsDrops ? outbox.drops.take(uuid) : 0;
    const text = JSON.stringify(withDropped(event, dropped));
    try {
      (await outbox.mailbox(server)).queue.add({ uuid, atMs, text });
      await this.lookAfter(server);
    } catch {
      try {
        await post(server, `${text}\n`);
      } catch {
        return false;
      }
    }
    if (dropped > 0) outbox.drops.told(uuid);
    return true;
  }

  #isQueued(uuid: string): boolean {
    for (const { queue } of this.#options.outbox.mailboxes()) {
      if (queue.list().some((file) => file.uuid === uuid)) return true;
    }
    return false;
  }

  async #deliverTo(server: string): Promise<Delivery> {
    const { outbox, post, isOver, nowMs, random, isUrgent } = this.#options;
    const found = await outbox.mailbox(server);
    if (found.queue.list().length === 0) return NOTHING;
    const { queue, state, save } = this.#trimmed(found);
    if (isBackedOff(state, nowMs()) && !isUrgent) {
      return { delivered: 0, setAside: 0, failure: state.lastFailure };
    }
    const delivery = await deliver({
      queue,
      state,
      save,
      post: (lines) => post(server, lines),
      isOver,
      nowMs,
      random,
    });
    // Of thousands, all may have been refused.
    if (delivery.setAside > 0) outbox.drops.add(queue.trimAside(nowMs()));
    return delivery;
  }

  #trimmed(mailbox: Mailbox): Mailbox {
    const { outbox, nowMs } = this.#options;
    const { state, save } = mailbox;
    const sinceMs = nowMs() - state.trimmedMs;
    if (sinceMs >= 0 && sinceMs < TRIM_INTERVAL_MS) return mailbox;
    // First, as it shows that this server is in use.
    const trimmed = { ...state, trimmedMs: nowMs() };
    save(trimmed);
    outbox.sweep(nowMs());
    // Also what waits for a server that nothing is sent to any more.
    outbox.drops.add(outbox.trim(nowMs()));
    return { ...mailbox, state: trimmed };
  }
}
