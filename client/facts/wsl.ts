/** Linux on Windows. */

/**
 * Which version of the Windows Subsystem for Linux this is, by the kernel's release:
 * `4.4.0-19041-Microsoft` is the first, `5.15.146.1-microsoft-standard-WSL2` the second.
 */
export function wslVersion(kernelRelease: string): number | undefined {
  if (/-Microsoft$/.test(kernelRelease)) return 1;
  return /-microsoft-|wsl2/i.test(kernelRelease) ? 2 : undefined;
}
