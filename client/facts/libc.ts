/** The C library of Linux. */
import type { LinuxReport } from "./linux_report.ts";

export interface Libc {
  /** `glibc` or `musl`. */
  readonly libc: string | undefined;
  readonly libc_version: string | undefined;
}

/**
 * From what `getconf GNU_LIBC_VERSION` says (`glibc 2.36`), or else musl's loader
 * (`musl libc (x86_64)`, then `Version 1.2.4`).
 */
export function libcOf(report: LinuxReport): Libc {
  const text = report.get("libc")?.[0] ?? "";
  const glibc = /^glibc (\S+)/m.exec(text);
  if (glibc) return { libc: "glibc", libc_version: glibc[1] };
  return /^musl libc/m.test(text)
    ? { libc: "musl", libc_version: /^Version (\S+)/m.exec(text)?.[1] }
    : { libc: undefined, libc_version: undefined };
}
