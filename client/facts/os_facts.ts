/** What is told of an operating system. */
import type { Libc } from "./libc.ts";
import type { Partly } from "./probes.ts";

export interface Os extends Libc {
  readonly name: string;
  readonly version: string;
  /** Of macOS `23F79`, of Windows `22631.3447`, with the number of its latest update. */
  readonly build: string | undefined;
  /** Of Windows: `Professional`, `ServerStandard`, ... */
  readonly edition: string | undefined;
  /** Of Windows: `23H2`. */
  readonly release: string | undefined;
  /** Which Windows Subsystem for Linux it is, 1 or 2. */
  readonly wsl: number | undefined;
}

/** What is known of each system: a member that another system has is not there. */
export type SomeOs = Partial<Partly<Os>>;
