/** How often garbage is collected on purpose. */

/** Calls of V8's `gc` while something is done, and right after it. */
export async function collectionsOf(
  act: () => void | Promise<void>,
): Promise<number> {
  const runtime = globalThis as { gc?: (() => void) | undefined };
  const has = "gc" in runtime;
  const { gc } = runtime;
  let count = 0;
  runtime.gc = () => count++;
  try {
    await act();
    // What is collected when this turn ends.
    await new Promise((resolve) => setTimeout(resolve));
    return count;
  } finally {
    if (has) runtime.gc = gc;
    else delete runtime.gc;
  }
}
