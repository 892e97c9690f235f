/** How threads are started: with no permission but to files in the folders that they work on, if any. */
import { resolve } from "@std/path";

/** The folders whose files a thread opens. */
export interface ThreadFolders {
  readonly reads?: string | undefined;
  readonly writes?: string | undefined;
}

/**
 * Options of a worker. One that is started without permissions of its own shares its process's,
 * which lets it do whatever the process may.
 *
 * @throws {Deno.errors.NotCapable} when the worker is made, where the process has less itself
 */
export function threadOptions(
  name: string,
  { reads, writes }: ThreadFolders = {},
): WorkerOptions {
  // A relative path would count from the file that starts the worker.
  const read = reads !== undefined && [resolve(reads)];
  const write = writes !== undefined && [resolve(writes)];
  return { type: "module", name, deno: { permissions: { read, write } } };
}
