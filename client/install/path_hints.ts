/** What to add to `PATH`, in each shell's own words. */

type Os = typeof Deno.build.os;

/** One shell, and the line for it. */
export interface PathHint {
  readonly shell: string;
  readonly line: string;
}

/** Where the folder is on `PATH`, as against the interpreters. */
export type PathPlace = "first" | "behind" | "absent";

/** Characters that part the folders of `PATH`, or that a shell replaces in it whatever is done. */
const UNUSABLE: Readonly<Record<"windows" | "posix", RegExp>> = {
  windows: /[";%\p{Cc}]/u,
  posix: /[:\p{Cc}]/u,
};

/** The character that keeps a folder from being on `PATH`; `undefined` where none does. */
export function unusableCharacter(os: Os, folder: string): string | undefined {
  return (os === "windows" ? UNUSABLE.windows : UNUSABLE.posix)
    .exec(folder)?.[0];
}

/**
 * Where `folder` stands on `PATH`.
 *
 * @param interpreters the folders of the interpreters that it must stand before
 */
export function placeOnPath(
  os: Os,
  { path, folder, interpreters }: {
    path: string;
    folder: string;
    interpreters: readonly string[];
  },
): PathPlace {
  const plain = (each: string) =>
    os === "windows"
      ? each.replaceAll("/", "\\").replace(/\\+$/, "").toLowerCase()
      : each.replace(/\/+$/, "");
  const folders = path.split(os === "windows" ? ";" : ":").map(plain);
  const own = folders.indexOf(plain(folder));
  if (own < 0) return "absent";
  const first = folders.findIndex((each) =>
    interpreters.map(plain).includes(each)
  );
  return first < 0 || own < first ? "first" : "behind";
}

/** The lines that put `folder` first. */
export function pathHints(os: Os, folder: string): PathHint[] {
  return os === "windows" ? onWindows(folder) : [
    { shell: "sh", line: `export PATH=${posixQuoted(folder)}:"$PATH"` },
    { shell: "fish", line: `set -gx PATH ${fishQuoted(folder)} $PATH` },
    {
      shell: "PowerShell",
      line: `$env:PATH = ${powershellQuoted(`${folder}:`)} + $env:PATH`,
    },
  ];
}

function onWindows(folder: string): PathHint[] {
  const variable = (scope: string) =>
    `[Environment]::SetEnvironmentVariable('Path', ${
      powershellQuoted(`${folder};`)
    } + [Environment]::GetEnvironmentVariable('Path', '${scope}'), '${scope}')`;
  const unix = folder
    .replace(/^([a-z]):/i, (_, drive: string) => `/${drive.toLowerCase()}`)
    .replaceAll("\\", "/");
  return [
    { shell: "cmd", line: `set "PATH=${folder};%PATH%"` },
    {
      shell: "PowerShell",
      line: `$env:PATH = ${powershellQuoted(`${folder};`)} + $env:PATH`,
    },
    { shell: "for good, you alone (PowerShell)", line: variable("User") },
    {
      shell: "for good, everybody (PowerShell, as administrator)",
      line: variable("Machine"),
    },
    {
      shell: "sh of Git or MSYS2",
      line: `export PATH=${posixQuoted(unix)}:"$PATH"`,
    },
    { shell: "fish of MSYS2", line: `set -gx PATH ${fishQuoted(unix)} $PATH` },
  ];
}

function posixQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

function powershellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
