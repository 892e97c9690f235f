/** Files out of npm packages, through the npm that is on this machine. */
import { join } from "@std/path";
import { run } from "./run.ts";
import { TempFolder } from "./temp_folder.ts";

const TIMEOUT_MS = 10 * 60_000;

/** Nothing of the package runs, and nothing is written but the package itself. */
const INSTALL_FLAGS = [
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--no-package-lock",
  "--fetch-retries=2",
  "--fetch-timeout=60000",
];

/** A file in a package. */
export interface PackageFile {
  readonly name: string;
  /** Exact, such as `1.2.3`. */
  readonly version: string;
  /** The file's path within the package. */
  readonly path: string;
}

/**
 * The bytes of one file of a package, from whichever registry npm is configured to use.
 *
 * @throws {Error} where npm is missing or cannot get the package
 */
export async function readPackageFile(
  file: PackageFile,
): Promise<Uint8Array<ArrayBuffer>> {
  await using folder = await TempFolder.make();
  const specifier = `${file.name}@${file.version}`;
  const result = await run("npm", {
    args: ["install", "--prefix", folder.path, ...INSTALL_FLAGS, specifier],
    cwd: folder.path,
    timeoutMs: TIMEOUT_MS,
  }).catch((cause) => {
    throw new Error("npm is not on this machine's PATH", { cause });
  });
  if (!result.isOk) {
    throw new Error(
      `npm could not install it (${result.ending}): ${lastError(result)}`,
    );
  }
  return await Deno.readFile(
    join(folder.path, "node_modules", file.name, file.path),
  );
}

/** npm closes with the path of its log, so the line that tells stands before. */
function lastError(result: { stderr: string }): string {
  const errors = result.stderr.split("\n").filter((line) =>
    /^npm (ERR!|error) [a-z]*\d* ?\S/i.test(line) && !/complete log/i.test(line)
  );
  return errors.slice(0, 2).join(" ") || "it gave no reason";
}
