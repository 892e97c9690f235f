/** What a process may do, in the runtime's own kinds, and how it gives the rest of that up. */

/** Every kind that the runtime keeps apart. */
export const PERMISSION_KINDS = [
  "read",
  "write",
  "net",
  "env",
  "sys",
  "run",
  "ffi",
  "import",
] as const satisfies readonly Deno.PermissionDescriptor["name"][];

export type PermissionKind = typeof PERMISSION_KINDS[number];

/** The kinds that something needs, each with what for. */
export type Permissions = Readonly<Partial<Record<PermissionKind, string>>>;

/**
 * Gives up every kind but those, for good: nobody is asked whether it may be taken back.
 *
 * What is kept stays as wide as the process was started with, since the runtime gives up kinds as
 * a whole. Threads that were started without permissions of their own give it up too.
 */
export function keepOnly(kept: Permissions): void {
  for (const name of PERMISSION_KINDS) {
    if (!(name in kept)) Deno.permissions.revokeSync({ name });
  }
}
