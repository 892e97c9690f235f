/**
 * The detached child: collects the facts, delivers the event, and is gone.
 *
 * Nobody looks on, so nothing here reports an error. One deadline holds for everything.
 */
import { trustSystemStore } from "./certificates.ts";
import type { HandOver } from "./hand_over.ts";
import { loadSettings } from "./load_settings.ts";
import { createMachine } from "./machine.ts";
import { OPTIONS } from "./options.ts";
import type { Process } from "./process.ts";
import { makeEvent } from "./report.ts";
import { send } from "./send.ts";
import { VERSION } from "../lib/version.ts";

export async function runChild(
  handOver: HandOver,
  process: Process,
): Promise<void> {
  using machine = createMachine({
    environment: process.environment,
    detached: true,
  });
  using deadline = createDeadline(process, () => {
    machine[Symbol.dispose]();
    process.exit(0);
  });
  // Even to read the config can take forever, on a network's home directory.
  deadline.set(OPTIONS.timeoutMs.fallback);
  const { args, cwd, startMs } = handOver;
  const missing: string[] = [];
  const { values: settings, rest: argv } = await loadSettings({
    args,
    cwd,
    probes: machine,
    leaveOut: (name) => missing.push(name),
  });
  if (!settings.enabled) return;
  deadline.set(settings.timeoutMs);
  const event = await makeEvent({
    process,
    probes: machine,
    settings,
    argv,
    cwd,
    startMs,
    missing,
  });
  trustSystemStore(process);
  await send(JSON.stringify(event), {
    server: settings.server,
    version: VERSION,
    signal: AbortSignal.timeout(settings.timeoutMs - process.now()),
  });
}

/** Ends the process at a time after its start, which can be set anew. */
function createDeadline(process: Pick<Process, "now">, end: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    set: (timeoutMs: number) => {
      clearTimeout(timer);
      timer = setTimeout(end, timeoutMs - process.now());
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
