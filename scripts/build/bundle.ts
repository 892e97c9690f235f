/** Bundles an entry file with all it imports, so that neither sources nor packages are embedded. */
import { basename, dirname, join, relative } from "@std/path";
import { run } from "./run.ts";
import { TempFolder } from "./temp_folder.ts";

const TIMEOUT_MS = 5 * 60_000;

/** Executables embed when their files were written: the same sources must give the same bytes. */
const FILE_TIME = new Date("2000-01-01T00:00:00Z");

/** What to bundle. */
export interface BundleOptions {
  /** The running Deno. */
  readonly deno: string;
  /** The folder of deno.json and its frozen lock file. */
  readonly root: string;
  /** The entry file, relative to `root`. */
  readonly entry: string;
  /** The folder for the result. */
  readonly folder: string;
}

/** What to bundle of a program. */
export interface ProgramBundleOptions extends BundleOptions {
  /** As {@linkcode Program.lazy}. */
  readonly lazy: readonly string[];
}

/**
 * Bundles into `folder`: the entry, and a file of its own for each part that is imported lazily,
 * so that a start pays only for what it uses.
 *
 * Nothing is minified: Deno's bundler loses `using` declarations then, with what they are to give
 * back, and a start is not measurably shorter.
 *
 * @param external specifiers of imports that stay as they are
 * @returns the path of the bundled entry
 * @throws {Error} with all that Deno said
 */
export async function bundle(
  options: BundleOptions,
  external: readonly string[] = [],
): Promise<string> {
  const result = await run(options.deno, {
    args: [
      "bundle",
      "--quiet",
      "--frozen",
      "--code-splitting",
      ...external.map((specifier) => `--external=${specifier}`),
      "--outdir",
      options.folder,
      options.entry,
    ],
    cwd: options.root,
    timeoutMs: TIMEOUT_MS,
  });
  if (!result.isOk) {
    throw new Error(
      `Cannot bundle "${options.entry}" (${result.ending}):\n${result.stderr}`,
    );
  }
  for await (const { name } of Deno.readDir(options.folder)) {
    await Deno.utime(join(options.folder, name), FILE_TIME, FILE_TIME);
  }
  const name = basename(options.entry).replace(/\.ts$/, ".js");
  return join(options.folder, name);
}

/**
 * Bundles a program so that each of its lazy parts is as few files as the entry itself. Bundled
 * at once, all that any two of them have in common would be files of their own, and a start
 * reads dozens.
 *
 * @returns the path of the bundled entry
 * @throws {Error} with all that Deno said, or where the entry does not import a part
 */
export async function bundleProgram(
  { lazy, ...options }: ProgramBundleOptions,
): Promise<string> {
  const home = dirname(options.entry);
  const specifiers = lazy.map((part) =>
    `./${relative(home, part).replaceAll("\\", "/")}`
  );
  const path = await bundle(options, specifiers);
  let text = await Deno.readTextFile(path);
  for (const [at, specifier] of specifiers.entries()) {
    const written = `import("${specifier}")`;
    if (!text.includes(written)) {
      throw new Error(
        `Cannot bundle "${options.entry}": it does not say ${written}`,
      );
    }
    text = text.replaceAll(written, written.replace(/\.ts"/, '.js"'));
    const folder = join(options.folder, dirname(specifier));
    await bundle({ ...options, entry: lazy[at]!, folder });
  }
  await Deno.writeTextFile(path, text);
  await Deno.utime(path, FILE_TIME, FILE_TIME);
  return path;
}

/**
 * Bundles a thread's entry, which must import nothing lazily, to one file in a bundle's folder.
 * The file keeps the name by which the source starts it.
 *
 * @returns the path of the file
 */
export async function bundleWorker(options: BundleOptions): Promise<string> {
  await using folder = await TempFolder.make();
  const script = await bundle({ ...options, folder: folder.path });
  const path = join(options.folder, basename(options.entry));
  await Deno.copyFile(script, path);
  await Deno.utime(path, FILE_TIME, FILE_TIME);
  return path;
}
