/** The member `distinct` of groups and results. */

/** Without a prototype, so that a path named `__proto__` is a member like others. */
export function distinctOf(
  counts: readonly (readonly [path: string, count: number])[],
): Record<string, number> {
  const distinct: Record<string, number> = Object.create(null);
  for (const [path, count] of counts) distinct[path] = count;
  return distinct;
}
