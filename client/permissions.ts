/**
 * What each use of the client needs once its options have been read.
 *
 * The start that the user's program waits for is none of them: it starts the copy in the
 * background and is over, and to give anything up would take longer.
 */
import { keepOnly, type Permissions } from "../lib/permissions.ts";

const FACTS: Permissions = {
  read: "facts of the system",
  write: "what is kept of an interpreter",
  env: "facts; what programs are handed on",
  sys: "facts",
  run: "the interpreter, programs that tell facts",
};

const DELIVERY: Permissions = {
  ...FACTS,
  read: "facts of the system, the outbox",
  write: "what is kept of an interpreter, the outbox",
  net: "the server",
};

/** By use; all else is given up before anything is done. */
export const CLIENT_PERMISSIONS = {
  "the copy in the background": DELIVERY,
  "--wait": { ...FACTS, net: "the server" },
  "--print": FACTS,
  "status": { read: "the outbox" },
  "doctor": {
    net: "the server",
    read: "the outbox",
    write: "whether the outbox can be written",
  },
  "flush": DELIVERY,
  "clear": { read: "the outbox", write: "the outbox" },
  "install": {
    read: "PATH's folders, the client",
    write: "the wrappers",
    env: "PATH",
  },
  "uninstall": { read: "the wrappers", write: "the wrappers" },
} as const satisfies Readonly<Record<string, Permissions>>;

/** What the executable is used for. */
export type ClientUse = keyof typeof CLIENT_PERMISSIONS;

/**
 * Gives up what this use does not need, for the whole process: its variables, too, unless they
 * are among it.
 */
export function limitTo(use: ClientUse): void {
  keepOnly(CLIENT_PERMISSIONS[use]);
}
