/** A file kept between builds that is used only if its hash is right. */
import { dirname, join } from "@std/path";
import { messageOf } from "../../lib/error.ts";
import { sha256 } from "./sha256.ts";

/** One way to get a file's bytes. */
export interface FileSource {
  /** For messages: where the bytes come from. */
  readonly name: string;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What file it must be, where it is kept, and where else it can be had. */
export interface CheckedFileOptions {
  readonly folder: string;
  readonly name: string;
  readonly sha256: string;
  /** Tried in this order, until one gives the right bytes. */
  readonly sources: readonly FileSource[];
}

/** A file with the right hash. */
export interface CheckedFile {
  readonly path: string;
  /** The source's name, or `undefined` where the file was there from an earlier build. */
  readonly source: string | undefined;
}

/**
 * The path of an executable file that has the hash asked for: kept from an earlier build, else
 * from the first source that gives it.
 *
 * @throws {Error} where no source does; its message says why not, for each
 */
export async function checkedFile(
  options: CheckedFileOptions,
): Promise<CheckedFile> {
  const path = join(options.folder, options.name);
  if (await hashOf(path) === options.sha256) return { path, source: undefined };
  const problems: string[] = [];
  for (const source of options.sources) {
    try {
      const bytes = await source.read();
      const actual = await sha256(bytes);
      if (actual !== options.sha256) {
        throw new Error(
          `its SHA-256 must be ${options.sha256}, got ${actual}: not used`,
        );
      }
      await writeWhole(path, bytes);
      return { path, source: source.name };
    } catch (error) {
      problems.push(`${source.name}: ${messageOf(error)}`);
    }
  }
  throw new Error(`Cannot get ${options.name}: ${problems.join("; ")}`);
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return await sha256(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Another build may be reading or writing the same file: it sees all of it or nothing. */
async function writeWhole(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeFile(temporary, bytes, { mode: 0o700, createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
