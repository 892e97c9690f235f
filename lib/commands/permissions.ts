/** What each use of the server's executable needs once its options have been read. */
import type { Permissions } from "../permissions.ts";

const CHANGES_FOLDER: Permissions = {
  read: "the folder",
  write: "the folder",
  sys: "this machine's name, for the lock",
};

/** By use; all else is given up before anything is done. */
export const SERVER_PERMISSIONS = {
  "serve": {
    net: "requests",
    read: "the folder, the TLS files",
    write: "the folder",
  },
  "query": { read: "the folder" },
  "query --server": { net: "the server that is asked" },
  "import": { ...CHANGES_FOLDER, read: "the folder, the files named" },
  "export": { read: "the folder" },
  "verify": { read: "the folder" },
  "repair": CHANGES_FOLDER,
  "compact": CHANGES_FOLDER,
  "erase": CHANGES_FOLDER,
  "token list": { read: "the folder" },
  "token add": { read: "the folder", write: "the folder" },
  "token remove": { read: "the folder", write: "the folder" },
} as const satisfies Readonly<Record<string, Permissions>>;

/** What the executable is used for. */
export type ServerUse = keyof typeof SERVER_PERMISSIONS;
