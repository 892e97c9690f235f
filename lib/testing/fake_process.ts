/** A process for tests of commands. */
import {
  type CommandContext,
  findCommand,
  runCommand,
  type ServerUse,
} from "../commands/mod.ts";
import { realFileSystem } from "../journal/file_system.ts";

const NOW = new Date("2026-11-24T00:00:00.000Z");

/** A process that is none: what is written is kept. */
export class FakeProcess {
  stdout = "";
  stderr = "";
  isTerminal = false;
  /** Whether standard error is a terminal. */
  isErrorTerminal = false;
  columns = 80;
  fileSystem = realFileSystem;
  environment: Record<string, string> = {};
  /** What it was limited to. */
  readonly uses: ServerUse[] = [];
  /** Thrown by the next write. */
  problem: Error | undefined;

  context(args: readonly string[]): CommandContext {
    const decoder = new TextDecoder();
    return {
      args,
      environment: (name) => this.environment[name],
      readTextFile: Deno.readTextFileSync,
      stdout: {
        // No more than some bytes at a time, as with a pipe.
        write: (bytes) => {
          const { problem } = this;
          this.problem = undefined;
          if (problem) return Promise.reject(problem);
          const part = bytes.subarray(0, 1000);
          this.stdout += decoder.decode(part, { stream: true });
          return Promise.resolve(part.length);
        },
        isTerminal: () => this.isTerminal,
      },
      stderr: {
        writeSync: (bytes) => {
          this.stderr += new TextDecoder().decode(bytes);
          return bytes.length;
        },
        isTerminal: () => this.isErrorTerminal,
      },
      columns: () => this.columns,
      clock: () => NOW,
      fileSystem: this.fileSystem,
      hostname: () => "box",
      limitTo: (use) => this.uses.push(use),
    };
  }

  async run(command: string, ...args: string[]): Promise<number> {
    return await runCommand(findCommand(command)!, this.context(args));
  }
}
