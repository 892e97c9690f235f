/**
 * Folders that are this user's alone.
 *
 * Read at every start, and synchronous: a thread takes longer to begin than all of this.
 *
 * Others may plant links or swap folders wherever they can write, and `sudo` may keep the `HOME`
 * of another: what is written through those lands where they like.
 */
import { parentOf } from "../paths.ts";
import type { OutboxPlace } from "./places.ts";

const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ALL = 0o002;
/** In such a folder nobody may move or remove what is another's. */
const STICKY = 0o1000;

/** Whether that is a folder, no link to one, of this user, where nobody else may write. */
export function isOwnFolder(
  path: string,
  userId: number | null,
): boolean {
  try {
    const { isDirectory, uid, mode } = Deno.lstatSync(path);
    if (!isDirectory) return false;
    return userId === null ||
      uid === userId && ((mode ?? 0) & WRITABLE_BY_OTHERS) === 0;
  } catch {
    return false;
  }
}

/** Makes the folder where it is not there. Tells whether it may be used. */
export function makeOwnFolder(
  { folder, shared }: OutboxPlace,
  userId: number | null,
): boolean {
  if (isOwnFolder(folder, userId)) return true;
  try {
    const parent = Deno.statSync(shared ?? nearestFolder(folder));
    if (!mayHoldOurs(parent, userId)) return false;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return false;
  }
  return isOwnFolder(folder, userId);
}

function mayHoldOurs(
  { isDirectory, uid, mode }: Deno.FileInfo,
  userId: number | null,
): boolean {
  if (!isDirectory) return false;
  if (userId === null) return true;
  if (((mode ?? 0) & STICKY) !== 0) return uid === userId || uid === 0;
  // A group of the user's own may write to most folders of a home.
  return uid === userId && ((mode ?? 0) & WRITABLE_BY_ALL) === 0;
}

/** The nearest folder above `path` that is there. */
function nearestFolder(path: string): string {
  for (let folder = parentOf(path);; folder = parentOf(folder)) {
    try {
      Deno.lstatSync(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (folder === parentOf(folder)) throw new Deno.errors.NotFound(path);
  }
}
