/** The event that the client sends: DESIGN.md, "The event". docs/PRIVACY.md lists all of it. */
import type { Hardware } from "./facts/hardware.ts";
import type { PythonFacts } from "./facts/interpreter.ts";
import type { SomeOs } from "./facts/os_facts.ts";
import type { Partly } from "./facts/probes.ts";
import type { Time } from "./facts/time.ts";
import type { Uname } from "./facts/uname.ts";

/** What the client says about itself. */
export interface ClientFacts {
  readonly version: string;
  /** Which wrapper called, if one did. */
  readonly wrapper: string | undefined;
  /** How often this event was sent, this time included. */
  readonly sent_attempts: number;
  /** How many events this machine had to drop since an event last said so, where it did. */
  readonly dropped?: number;
  /** How long each group of facts took. */
  readonly timings_ms: Readonly<Record<string, number>>;
  /** Facts that could not be obtained, and config that could not be used. */
  readonly missing: readonly string[];
}

/** One event. A member that is `undefined` is not sent. */
export interface ClientEvent {
  readonly username: string | undefined;
  readonly uuid: string;
  readonly hostname: string | undefined;
  readonly hostfqdn: string | undefined;
  readonly uname: Partly<Uname> | undefined;
  readonly python: PythonFacts & {
    readonly argv: readonly string[];
    /** Whether the processor translates it, as Rosetta does. */
    readonly is_emulated?: boolean;
  };
  readonly os: SomeOs | undefined;
  readonly machine: Partly<Hardware> | undefined;
  readonly time: Time;
  readonly client: ClientFacts;
  readonly tags: Readonly<Record<string, string>>;
  /** What the site's own files and programs say, by their names. */
  readonly site: Readonly<Record<string, unknown>> | undefined;
}
