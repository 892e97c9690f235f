/**
 * The detached child: collects the facts, delivers the event, and is gone.
 *
 * Nobody looks on, so nothing here reports an error. One time holds for everything.
 */
import { trustSystemStore } from "./certificates.ts";
import type { HandOver } from "./hand_over.ts";
import { beginLifetime } from "./lifetime.ts";
import { createMachine } from "./machine.ts";
import { OPTIONS } from "./options.ts";
import { ChildSlot } from "./outbox/child_slot.ts";
import { childrenFolder } from "./outbox/children.ts";
import { OtherChildren } from "./outbox/others.ts";
import { Outbox } from "./outbox/outbox.ts";
import { outboxPlaces } from "./outbox/places.ts";
import { hasLeftStarts, leaveStart } from "./outbox/starts.ts";
import { Work } from "./outbox/work.ts";
import { limitTo } from "./permissions.ts";
import { lowerPriority } from "./priority.ts";
import type { Process } from "./process.ts";
import { Reporter } from "./reporter.ts";
import { sendBatch } from "./send.ts";
import { VERSION } from "../lib/version.ts";

/** The part of the time within which a request may be begun. */
const BEGIN_SHARE = 0.9;
/** The part after which it is given up, so that what became of it can be written down. */
const END_SHARE = 0.95;

export async function runChild(
  handOver: HandOver,
  process: Process,
): Promise<void> {
  const { environment, now } = process;
  using machine = createMachine({ environment, detached: true });
  // Behind hundreds of other starts this child may get no processor for seconds: a start whose
  // facts are not collected when time is over is left for those that come after the storm.
  let leaveOwn = () => {};
  let giveBackSlot = () => {};
  using lifetime = beginLifetime(now, () => {
    machine[Symbol.dispose]();
    try {
      leaveOwn();
      giveBackSlot();
    } finally {
      process.exit(0);
    }
  });
  // Even to read the config can take forever, on a network's home directory.
  lifetime.set(OPTIONS.timeoutMs.fallback);
  if (machine.os === "windows") lowerPriority();
  limitTo("the copy in the background");
  trustSystemStore(process);
  const post = (server: string, lines: string) =>
    sendBatch(lines, {
      server,
      version: VERSION,
      signal: AbortSignal.timeout(lifetime.leftMs(END_SHARE)),
      environment,
    });
  const reporter = new Reporter({ probes: machine, now });
  const owner = { os: machine.os, userId: machine.userId() };
  const places = outboxPlaces({ ...owner, environment });
  const outbox = Outbox.open(places, owner);
  const slot = new ChildSlot(outbox?.folder, handOver.slot);
  giveBackSlot = () => slot[Symbol.dispose]();
  const work = outbox && new Work({
    outbox,
    reportLeft: (start) => reporter.reportLeft(start),
    post,
    isOver: () => lifetime.leftMs(BEGIN_SHARE) === 0,
    onProgress: () => lifetime.extend(),
    onMailbox: (name) => slot.lookAfter(name),
    nowMs: Date.now,
    random: Math.random,
  });
  try {
    // First, as others' starts hang on nothing of its own.
    if (handOver.isLeft) await work?.workOff();
    const start = await reporter.prepare({ handOver, environment });
    if (!start.settings.enabled) return;
    // Others that end may leave to this child what waits there.
    await work?.lookAfter(start.settings.server);
    if (handOver.isLeft) return;
    lifetime.set(start.settings.timeoutMs);
    if (work === undefined) {
      const { server, event } = await reporter.report(start);
      await post(server, `${JSON.stringify(event)}\n`);
    } else {
      leaveOwn = () => {
        const variables = Object.keys(Deno.env.toObject());
        leaveStart(outbox!.folder, handOver, { environment, variables });
      };
      const onSafe = () => leaveOwn = () => {};
      await work.report(() => reporter.report(start), onSafe);
    }
  } finally {
    slot[Symbol.dispose]();
    if (outbox !== undefined) {
      const children = childrenFolder(machine.os, outbox.folder);
      const own = () => slot.number;
      try {
        // Whoever found no slot free left its start for this child.
        if (hasLeftStarts(outbox.folder)) await work?.workOff();
      } finally {
        await work?.finish(
          new OtherChildren(children, { own, nowMs: Date.now }),
        );
      }
    }
  }
}
