/** What a command is, and what it is handed of the process that runs it. */
import type { CommandSummary, ConfigSources } from "../config.ts";
import type { JournalFileSystem } from "../journal/mod.ts";
import type { ServerUse } from "./permissions.ts";

/** A command of the server's executable. */
export interface Command extends CommandSummary {
  readonly name: string;
  /** Its code, which is read only when it is asked for. */
  readonly load: () => Promise<RunCommand>;
}

/** Does what a command does, and tells the exit code. */
export type RunCommand = (context: CommandContext) => Promise<number>;

/** The process, as far as commands have to do with it. */
export interface CommandContext extends ConfigSources {
  /** What stands behind the command's name. */
  readonly args: readonly string[];
  readonly stdout: {
    write(bytes: Uint8Array): Promise<number>;
    isTerminal(): boolean;
  };
  readonly stderr: {
    writeSync(bytes: Uint8Array): number;
    isTerminal(): boolean;
  };
  /** Columns of the terminal; throws where there is none. */
  readonly columns: () => number;
  readonly clock: () => Date;
  /** Writes what commands change in a journal's folder. */
  readonly fileSystem: JournalFileSystem;
  /** This machine's name. */
  readonly hostname: () => string;
  /**
   * Gives up what this use does not need. For each command to call when it has read its options,
   * and before it does anything: the variables are out of reach from then on.
   */
  readonly limitTo: (use: ServerUse) => void;
}
