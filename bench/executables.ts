/** The client and a program that does nothing, built alike. */
import { fromFileUrl, join } from "@std/path";
import { buildTarget } from "../scripts/build/build_target.ts";
import { bundleProgram } from "../scripts/build/bundle.ts";
import { compilerOptions } from "../scripts/build/compiler_options.ts";
import { type Program, PROGRAMS } from "../scripts/build/programs.ts";
import { executableName, hostTarget } from "../scripts/build/targets.ts";
import type { BenchOptions } from "./benchmark.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** The paths of both. */
export interface ClientAndEmpty {
  readonly client: string;
  readonly empty: string;
}

/**
 * Builds both into `folder`: bundled and compiled alike, with the same permissions.
 *
 * @throws {Error} where there is no base runtime for this machine
 */
export async function buildClientAndEmpty(
  folder: string,
  { environment, say }: BenchOptions,
): Promise<ClientAndEmpty> {
  const target = hostTarget();
  const client = PROGRAMS.find(({ name }) => name === "pyanalytics-client");
  if (target === undefined || client === undefined) {
    throw new Error(`Cannot build the client for "${Deno.build.target}"`);
  }
  const empty: Program = {
    ...client,
    name: "empty",
    entry: "bench/empty.ts",
    lazy: [],
  };
  const compilers = compilerOptions(environment, ROOT);
  const programs = [];
  for (const program of [client, empty]) {
    const script = await bundleProgram({
      deno: compilers.deno,
      root: ROOT,
      entry: program.entry,
      lazy: program.lazy,
      folder: join(folder, `${program.name}-bundle`),
    });
    programs.push({ ...program, script });
  }
  await buildTarget({ target, programs, output: folder, compilers, say });
  return {
    client: join(folder, executableName(client.name, target)),
    empty: join(folder, executableName(empty.name, target)),
  };
}
