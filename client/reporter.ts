/** Makes reports of starts: this process's own, and those that were left for it. */
import { memoizedProbes } from "./facts/memoized_probes.ts";
import type { Probes } from "./facts/probes.ts";
import type { HandOver } from "./hand_over.ts";
import { loadSettings } from "./load_settings.ts";
import type { Settings } from "./options.ts";
import type { LeftStart } from "./outbox/starts.ts";
import type { Report } from "./outbox/work.ts";
import type { Process } from "./process.ts";
import { makeEvent } from "./report.ts";
import type { ReadEnvironment } from "./switches.ts";

/** A start, and what it saw of its environment. */
export interface Start {
  readonly handOver: HandOver;
  readonly environment: ReadEnvironment;
}

/** A start whose settings are known. */
export interface PreparedStart extends Start {
  readonly settings: Settings;
  readonly argv: readonly string[];
  /** Config that could not be used. */
  readonly missing: readonly string[];
}

export interface ReporterOptions {
  readonly probes: Probes;
  /** Milliseconds on any steady clock. */
  readonly now: Process["now"];
}

/** Finds out each fact about the machine once, however many starts it reports. */
export class Reporter {
  readonly #probes: Probes;
  readonly #now: Process["now"];

  constructor({ probes, now }: ReporterOptions) {
    this.#probes = memoizedProbes(probes);
    this.#now = now;
  }

  /**
   * Reads the settings for a start.
   *
   * @throws {OptionError} where its flags cannot be used
   */
  async prepare(start: Start): Promise<PreparedStart> {
    const { args, cwd } = start.handOver;
    const missing: string[] = [];
    const { values: settings, rest: argv } = await loadSettings({
      args,
      cwd,
      probes: this.#probesOf(start),
      leaveOut: (name) => missing.push(name),
    });
    return { ...start, settings, argv, missing };
  }

  /** Collects the facts. */
  async report(start: PreparedStart): Promise<Report> {
    const { settings, handOver: { cwd, startMs, uuid } } = start;
    const begunMs = this.#now();
    const event = await makeEvent({
      process: { now: () => this.#now() - begunMs },
      probes: this.#probesOf(start),
      settings,
      argv: start.argv,
      cwd,
      startMs,
      missing: start.missing,
      uuid,
    });
    return { server: settings.server, atMs: startMs, event };
  }

  /** The report of a start that was left; `undefined` where none is to be made. */
  async reportLeft(left: LeftStart): Promise<Report | undefined> {
    try {
      const start = await this.prepare(left);
      return start.settings.enabled ? await this.report(start) : undefined;
    } catch {
      // Flags that cannot be used: in a child of its own it would have come to nothing too.
      return undefined;
    }
  }

  #probesOf({ environment }: Start): Probes {
    return { ...this.#probes, environment };
  }
}
