/** The user's name, found the way of Python's `getpass.getuser()`. */
import { type Probes, unlessItFails } from "./probes.ts";

/** In the order in which `getpass.getuser()` reads them. */
const VARIABLES = ["LOGNAME", "USER", "LNAME", "USERNAME"];

export async function username(
  probes: Probes,
  timeoutMs: number,
): Promise<string> {
  const named = VARIABLES.map(probes.environment).find(Boolean);
  return named ?? await fromPasswd(probes) ?? await fromId(probes, timeoutMs);
}

function fromPasswd(probes: Probes): Promise<string | undefined> {
  return unlessItFails(async () => {
    const lines = (await probes.readText("/etc/passwd")).split("\n");
    const id = String(probes.userId());
    return lines.map((line) => line.split(":"))
      .find((fields) => fields[2] === id)?.[0];
  });
}

/** Knows users of directory services too. */
async function fromId(probes: Probes, timeoutMs: number): Promise<string> {
  return (await probes.run(["id", "-un"], { timeoutMs })).trim();
}
