/** What an interpreter says about itself. */
import {
  type FindInterpreterOptions,
  interpreters,
} from "./find_interpreter.ts";
import {
  INTERPRETER_CODE,
  type InterpreterFacts,
  parseAnswer,
} from "./interpreter_code.ts";
import { type Probes, unlessItFails } from "./probes.ts";

export interface InterpreterOptions extends FindInterpreterOptions {
  readonly timeoutMs: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
}

/**
 * Asks the first interpreter that answers.
 *
 * @throws where none does within the time
 */
export async function interpreterFacts(
  probes: Probes,
  options: InterpreterOptions,
): Promise<InterpreterFacts> {
  const end = options.now() + options.timeoutMs;
  for await (const path of interpreters(probes, options)) {
    for (const attempt of attempts(path, options.cwd)) {
      const timeoutMs = end - options.now();
      if (timeoutMs <= 0) throw new Error("No interpreter answered in time");
      const output = await unlessItFails(async () =>
        parseAnswer(
          await probes.run(attempt.command, {
            timeoutMs,
            environment: attempt.environment,
          }),
        )
      );
      if (output !== undefined) return output;
    }
  }
  throw new Error("No interpreter answered");
}

/** Loading readline talks to some terminals. */
const ENVIRONMENT = { TERM: "dumb" };

function attempts(
  path: string,
  cwd: string | undefined,
): {
  command: [string, ...string[]];
  environment: Record<string, string>;
}[] {
  return [
    {
      command: [path, "-I", "-S", "-c", INTERPRETER_CODE],
      // A pyenv shim chooses the version by the directory, and the client left that.
      environment: cwd === undefined
        ? ENVIRONMENT
        : { PYENV_DIR: cwd, ...ENVIRONMENT },
    },
    // Before 3.4 Python did not know -I, and refuses it within a few milliseconds.
    {
      command: [path, "-E", "-S", "-c", INTERPRETER_CODE],
      environment: ENVIRONMENT,
    },
  ];
}
