/** Takes the system's lock on a file without waiting for whoever holds it. */

/** `Deno.FsFile.tryLock` came after 2.6, which the executables may be made of. */
type MaybeTryLock = Deno.FsFile & {
  tryLock?: (exclusive: boolean) => Promise<boolean>;
};

/**
 * Tries to take the exclusive lock of an open file.
 *
 * Where the runtime has no way to ask without waiting, `patienceMs` is waited. A lock that comes
 * later than that is held all the same, until the process ends: whoever is refused is to end soon.
 */
export async function tryLock(
  file: MaybeTryLock,
  patienceMs: number,
): Promise<boolean> {
  if (file.tryLock) return await file.tryLock(true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  const locked = file.lock(true).then(() => true, () => false);
  return await Promise.race([locked, patience]).finally(() =>
    clearTimeout(timer)
  );
}
