/** Which files a process has open. */

/** How many files in a folder this process has open; 0 where the system does not tell. */
export function openFilesIn(directory: string): number {
  if (Deno.build.os !== "linux") return 0;
  const folder = Deno.realPathSync(directory);
  return Array.from(Deno.readDirSync("/proc/self/fd"), ({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`);
    } catch {
      return "";
    }
  }).filter((path) => path.startsWith(folder)).length;
}
