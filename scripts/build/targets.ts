/** The systems that Deno compiles for. */

/** Every target, as `deno compile --target` names it. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/** One of `TARGETS`. */
export type Target = typeof TARGETS[number];

/** The target that the running Deno was built for; `undefined` where it is none of `TARGETS`. */
export function hostTarget(
  triple: string = Deno.build.target,
): Target | undefined {
  return TARGETS.find((target) => target === triple);
}

/** A program's file name on a target. */
export function executableName(name: string, target: Target): string {
  return target.includes("-windows-") ? `${name}.exe` : name;
}
