/**
 * The doorway to `@std/path`: see README, "Packages".
 *
 * The package's own way to tell Windows apart asks `process`, for which Deno loads a good part of
 * Node's library: more than all else that the client's child does at a start.
 */
// @ts-types="./path.d.ts"
import * as posix from "deno-std/path/posix/mod.js";
// @ts-types="./path.d.ts"
import * as windows from "deno-std/path/windows/mod.js";

export const {
  basename,
  dirname,
  extname,
  fromFileUrl,
  isAbsolute,
  join,
  normalize,
  relative,
  resolve,
  toFileUrl,
  SEPARATOR,
  DELIMITER,
} = Deno.build.os === "windows" ? windows : posix;
