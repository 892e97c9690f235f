/** What a command of the client is. */
import type { Process } from "../process.ts";

/** One command. */
export interface Command {
  readonly name: string;
  /** How it is called, behind the program's name. */
  readonly usage: string;
  /** One line for the client's help. */
  readonly summary: string;
  /** Its code, which is read only when it is asked for. */
  readonly load: () => Promise<CommandModule>;
}

/** What the file of a command exports. */
export interface CommandModule {
  /** What `COMMAND --help` shows. */
  readonly help: string;
  /**
   * Does it, and tells the exit code. `process.args` are the words behind the command's name.
   *
   * @throws {OptionError} where the words cannot be used
   */
  readonly run: (process: Process) => Promise<number>;
}
