/**
 * Asks the disk, while events are refused, whether it can be written again.
 *
 * The next event would tell as well; but whoever sends events only where `/healthz` is good would
 * never send it.
 */
import { join } from "@std/path";
import type { JournalFileSystem } from "./file_system.ts";

/** As much as a few events take. */
const PROBE_BYTES = 16 * 1024;

/** What a probe is made of. */
export interface ProbeOptions {
  readonly directory: string;
  readonly fileSystem: JournalFileSystem;
  readonly intervalMs: number;
  /** Throws where there is more that stands in the way. */
  readonly check: () => void;
  /** Told once that a file could be written and synced. */
  readonly onUsable: () => void;
}

/** Tries again and again, from `start` until it could be done or `stop`. */
export class Probe {
  readonly #options: ProbeOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    const { intervalMs } = this.#options;
    this.#timer = setTimeout(() => this.#try(), intervalMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #try(): Promise<void> {
    const own = this.#timer;
    const isUsable = await this.#writeSome().then(() => true, () => false);
    // It was stopped meanwhile, and perhaps started again.
    if (this.#timer !== own) return;
    this.#timer = undefined;
    if (isUsable) this.#options.onUsable();
    else this.start();
  }

  async #writeSome(): Promise<void> {
    const { directory, fileSystem, check } = this.#options;
    const path = join(directory, "probe");
    const file = fileSystem.openAppend(path);
    try {
      const bytes = new Uint8Array(PROBE_BYTES);
      for (let written = 0; written < bytes.length;) {
        written += file.write(bytes.subarray(written));
      }
      await file.sync();
    } finally {
      file.close();
      fileSystem.remove(path);
    }
    check();
  }
}
