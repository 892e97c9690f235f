/** A PowerShell to run: the one in `PYANALYTICS_TEST_PWSH`, else the first on `PATH`. */

/** Its path, or the name that it is called by; `undefined` where there is none. */
export const PWSH: string | undefined = find();

function find(): string | undefined {
  const named = Deno.env.get("PYANALYTICS_TEST_PWSH");
  if (!named) return ["pwsh", "powershell"].find(isPowerShell);
  if (isPowerShell(named)) return named;
  throw new Error(`Cannot run "${named}", which PYANALYTICS_TEST_PWSH names`);
}

function isPowerShell(command: string): boolean {
  try {
    const { stdout } = new Deno.Command(command, {
      args: ["-NoProfile", "-Command", "$PSVersionTable.PSVersion.Major"],
      stdin: "null",
      stderr: "null",
    }).outputSync();
    return /^\d+\s*$/.test(new TextDecoder().decode(stdout));
  } catch {
    return false;
  }
}
