/** What an interpreter says about itself. */
import type { Cache } from "../cache.ts";
import {
  type FindInterpreterOptions,
  interpreters,
} from "./find_interpreter.ts";
import {
  ASK_FOR_PACKAGES,
  INTERPRETER_CODE,
  type InterpreterAnswer,
  type InterpreterFacts,
  parseAnswer,
} from "./interpreter_code.ts";
import { type KeptAnswer, keptAnswer } from "./kept_answer.ts";
import { type Probes, unlessItFails } from "./probes.ts";
import { behindShim } from "./pyenv.ts";

export interface InterpreterOptions extends FindInterpreterOptions {
  readonly timeoutMs: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly cache: Cache;
  /** Whether to name the installed packages. */
  readonly packages: boolean;
}

/** What is known of the interpreter; of the Windows Store's stub no more than where it is. */
export type PythonFacts = InterpreterFacts & { readonly is_store_stub?: true };

/**
 * Asks the first interpreter that answers, or knows from before what it would say.
 *
 * @throws where none does within the time
 */
export async function interpreterFacts(
  probes: Probes,
  options: InterpreterOptions,
): Promise<PythonFacts> {
  const end = options.now() + options.timeoutMs;
  let stub: string | undefined;
  for await (const { path, isStoreStub } of interpreters(probes, options)) {
    if (isStoreStub) {
      stub ??= path;
      continue;
    }
    const interpreter = await behindShim(probes, path, options.cwd) ?? path;
    const kept = await keptAnswer(probes, { ...options, interpreter });
    const facts = kept.facts ?? await ask(probes, interpreter, {
      ...options,
      end,
      kept,
    });
    if (facts !== undefined) return facts;
  }
  if (stub !== undefined) return { bin: stub, is_store_stub: true };
  throw new Error("No interpreter answered");
}

interface AskOptions extends InterpreterOptions {
  /** When the time is over, on the steady clock. */
  readonly end: number;
  readonly kept: KeptAnswer;
}

async function ask(
  probes: Probes,
  interpreter: string,
  options: AskOptions,
): Promise<InterpreterFacts | undefined> {
  for (const attempt of attempts(interpreter, options)) {
    const timeoutMs = options.end - options.now();
    if (timeoutMs <= 0) throw new Error("No interpreter answered in time");
    const answer: InterpreterAnswer | undefined = await unlessItFails(
      async () =>
        parseAnswer(
          await probes.run(attempt.command, {
            timeoutMs,
            isLowPriority: true,
            environment: attempt.environment,
          }),
        ),
    );
    if (answer === undefined) continue;
    await options.kept.keep(answer);
    return answer.facts;
  }
  return undefined;
}

/** Loading readline talks to some terminals. */
const ENVIRONMENT = { TERM: "dumb" };

function attempts(
  path: string,
  { cwd, packages }: Pick<InterpreterOptions, "cwd" | "packages">,
): {
  command: [string, ...string[]];
  environment: Record<string, string>;
}[] {
  const code = packages
    ? [INTERPRETER_CODE, ASK_FOR_PACKAGES]
    : [INTERPRETER_CODE];
  return [
    {
      command: [path, "-I", "-S", "-c", ...code],
      // A pyenv shim chooses the version by the directory, and the client left that.
      environment: cwd === undefined
        ? ENVIRONMENT
        : { PYENV_DIR: cwd, ...ENVIRONMENT },
    },
    // Before 3.4 Python did not know -I, and refuses it within a few milliseconds.
    {
      command: [path, "-E", "-S", "-c", ...code],
      environment: ENVIRONMENT,
    },
  ];
}
