/** A directory that is always there and belongs to no volume that a user unmounts. */
import type { ReadEnvironment } from "./switches.ts";

export function safeFolder(
  os: typeof Deno.build.os,
  environment: ReadEnvironment,
): string {
  return os === "windows" ? environment("SystemRoot") ?? "C:\\" : "/";
}
