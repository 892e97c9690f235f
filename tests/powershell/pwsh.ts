/** A PowerShell to run: the one in `PYANALYTICS_TEST_PWSH`, else the first on `PATH`. */

/** Its path, as tests start it with a `PATH` of their own; `undefined` where there is none. */
export const PWSH: string | undefined = find();

function find(): string | undefined {
  const named = Deno.env.get("PYANALYTICS_TEST_PWSH");
  if (!named) return onPath().find(isPowerShell);
  if (isPowerShell(named)) return named;
  throw new Error(`Cannot run "${named}", which PYANALYTICS_TEST_PWSH names`);
}

/** Where each could be. */
function onPath(): string[] {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
  return ["pwsh", "powershell"].flatMap((name) =>
    folders.map((folder) => `${folder}/${name}`)
  );
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
