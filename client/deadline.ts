/** A bound on how long something is waited for. */

/** Something took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * What `work` comes to, if that happens within `timeoutMs`.
 *
 * @throws {DeadlineError} otherwise; the work itself goes on unseen
 */
export async function within<T>(
  timeoutMs: number,
  work: Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeadlineError(`Not done within ${timeoutMs} ms`)),
      Math.max(0, timeoutMs),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
