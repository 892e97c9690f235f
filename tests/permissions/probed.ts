/** The programs with a probe in front, from source and compiled, and what the probe tells. */
import { fromFileUrl, join } from "@std/path";
import { buildTarget } from "../../scripts/build/build_target.ts";
import { bundleProgram, bundleWorker } from "../../scripts/build/bundle.ts";
import { compilerOptions } from "../../scripts/build/compiler_options.ts";
import { type Program, PROGRAMS } from "../../scripts/build/programs.ts";
import { executableName, hostTarget } from "../../scripts/build/targets.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const PROBE = fromFileUrl(new URL("./probe.js", import.meta.url));

/** How a program is started, without its own arguments. */
export type ProbedCommand = readonly [string, ...string[]];

/** From source, where it may do everything before it gives anything up. */
export function fromSource({ entry }: Program): ProbedCommand {
  const flags = ["-A", "--no-prompt", "--quiet", "--preload", PROBE];
  return [Deno.execPath(), "run", ...flags, join(ROOT, entry)];
}

/**
 * Built as `task build` builds it, but for the probe before the entry and before each thread.
 *
 * @param folder where the executable goes
 */
export async function asExecutable(
  program: Program,
  folder: string,
): Promise<ProbedCommand> {
  const target = hostTarget()!;
  const compilers = compilerOptions(Deno.env.get, ROOT);
  const place = {
    deno: compilers.deno,
    root: ROOT,
    folder: join(folder, "bundle"),
  };
  const { entry, lazy } = program;
  const script = await bundleProgram({ ...place, entry, lazy });
  const workers: string[] = [];
  for (const entry of program.workers) {
    workers.push(await bundleWorker({ ...place, entry }));
  }
  const probe = Deno.readTextFileSync(PROBE);
  for (const path of [script, ...workers]) {
    Deno.writeTextFileSync(path, probe + Deno.readTextFileSync(path));
  }
  await buildTarget({
    target,
    programs: [{ ...program, script, workers }],
    output: folder,
    compilers,
    say: () => {},
  });
  return [join(folder, executableName(program.name, target))];
}

/** The program of that name. */
export function programOf(name: string): Program {
  return PROGRAMS.find((program) => program.name === name)!;
}

/** What the probe told: by the program's or a thread's name the kinds that were left. */
export function told(stderr: string): Record<string, string[]> {
  return Object.fromEntries(
    stderr.split("\n")
      .filter((line) => line.startsWith('{"permissionsOf"'))
      .map((line) => JSON.parse(line))
      .map(({ permissionsOf, left }) => [permissionsOf, left]),
  );
}
