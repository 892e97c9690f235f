/**
 * Builds the executables: `deno task build [--target all|TRIPLE] [--output DIR]`.
 *
 * Every run bundles and compiles everything anew; only a base runtime is kept between runs.
 */
import { fromFileUrl, join, resolve } from "@std/path";
import { messageOf } from "../lib/error.ts";
import {
  choice,
  onOff,
  option,
  readOptions,
  text,
} from "../lib/options/mod.ts";
import { buildTarget, type BundledProgram } from "./build/build_target.ts";
import { bundleProgram, bundleWorker } from "./build/bundle.ts";
import type { CompilerOptions } from "./build/compiler.ts";
import { compilerOptions } from "./build/compiler_options.ts";
import { PROGRAMS } from "./build/programs.ts";
import { hostTarget, type Target, TARGETS } from "./build/targets.ts";
import { TempFolder } from "./build/temp_folder.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

const USAGE = `Usage: deno task build [--target all|TRIPLE] [--output DIR]

  --target  the system to build for; all: every one, each in a folder of its own
            ${TARGETS.join("\n            ")}
  --output  the folder for the executables (default: dist)`;

const OPTIONS = {
  target: option<Target | "all" | undefined>(
    choice("all", ...TARGETS),
    undefined,
    "System to build for; all: every one, each in a folder of its own",
  ),
  output: option(text("DIR"), "dist", "Folder for the executables"),
  help: option(onOff(), false, "Say this"),
};

async function main(): Promise<void> {
  const { values } = readOptions(OPTIONS, {
    args: Deno.args,
    environment: () => undefined,
    files: [],
  });
  if (values.help) return console.log(USAGE);
  const compilers = compilerOptions(Deno.env.get, ROOT);
  const targets = readTargets(values.target, compilers);
  await using folder = await TempFolder.make();
  const programs = await bundleAll(folder.path);
  const output = resolve(ROOT, values.output);
  const failed: Target[] = [];
  for (const target of targets) {
    try {
      await buildTarget({
        target,
        programs,
        output: values.target === "all" ? join(output, target) : output,
        compilers,
        say: console.log,
      });
    } catch (error) {
      failed.push(target);
      console.error(messageOf(error));
    }
  }
  if (targets.length > 1) {
    const built = targets.length - failed.length;
    console.log(`Built ${built} of ${targets.length} targets`);
  }
  if (failed.length > 0) Deno.exitCode = 1;
}

function readTargets(
  asked: Target | "all" | undefined,
  { baseRuntime }: CompilerOptions,
): readonly Target[] {
  if (asked === "all" && baseRuntime !== undefined) {
    throw new Error(
      `Cannot build for all targets: DENORT_BIN is the base runtime of one, "${baseRuntime}"`,
    );
  }
  if (asked === "all") return TARGETS;
  const target = asked ?? hostTarget();
  if (target !== undefined) return [target];
  throw new Error(
    `Cannot build for this machine, "${Deno.build.target}": --target must be ` +
      TARGETS.join(", "),
  );
}

async function bundleAll(folder: string): Promise<BundledProgram[]> {
  const bundled: BundledProgram[] = [];
  for (const { name, permissions, ...program } of PROGRAMS) {
    const place = {
      deno: Deno.execPath(),
      root: ROOT,
      folder: join(folder, name),
    };
    const script = await bundleProgram({
      ...place,
      entry: program.entry,
      lazy: program.lazy,
    });
    const workers: string[] = [];
    for (const entry of program.workers) {
      workers.push(await bundleWorker({ ...place, entry }));
    }
    bundled.push({ name, permissions, script, workers });
  }
  return bundled;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(messageOf(error));
    Deno.exit(1);
  }
}
