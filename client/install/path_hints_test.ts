import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pathHints, placeOnPath, unusableCharacter } from "./path_hints.ts";

/** What a shell of this machine makes of a line, and of the `PATH` it leaves. */
function pathAfter(shell: string, line: string): string {
  const { stdout, stderr, success } = new Deno.Command(shell, {
    args: ["-c", `${line}\n/usr/bin/env`],
    env: { PATH: "/usr/bin:/bin", HOME: "/" },
    clearEnv: true,
  }).outputSync();
  assert(success, new TextDecoder().decode(stderr));
  return /^PATH=(.*)$/m.exec(new TextDecoder().decode(stdout))![1]!;
}

function isHere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const AWKWARD = `/opt/it's "x" $HOME \`id\` \\ \\' é/*`;

for (const [shell, path] of [["sh", "/bin/sh"], ["fish", "/usr/bin/fish"]]) {
  Deno.test({
    name: `pathHints() give ${shell} a line that puts any folder first`,
    ignore: Deno.build.os === "windows" || !isHere(path!),
    fn: () => {
      for (const folder of ["/opt/shims", AWKWARD]) {
        const hint = pathHints("linux", folder).find((one) =>
          one.shell === shell
        );
        assertEquals(pathAfter(path!, hint!.line), `${folder}:/usr/bin:/bin`);
      }
    },
  });
}

Deno.test("pathHints() quote for PowerShell, and write paths as each shell on Windows has them", () => {
  const posix = pathHints("darwin", "/it's").map(({ line }) => line).join("\n");
  assertStringIncludes(posix, "$env:PATH = '/it''s:' + $env:PATH");
  const lines = pathHints("windows", "C:\\Zoë's x\\shims")
    .map(({ line }) => line);
  assertEquals(lines[0], `set "PATH=C:\\Zoë's x\\shims;%PATH%"`);
  assertEquals(lines[1], "$env:PATH = 'C:\\Zoë''s x\\shims;' + $env:PATH");
  assertStringIncludes(lines[2]!, "'C:\\Zoë''s x\\shims;' + ");
  assertEquals(lines[4], `export PATH='/c/Zoë'\\''s x/shims':"$PATH"`);
  const share = pathHints("windows", "\\\\server\\share").at(-1)!.line;
  assertEquals(share, "set -gx PATH '//server/share' $PATH");
});

Deno.test("placeOnPath() tells a folder before the interpreters from one behind them", () => {
  const place = (path: string, os: "linux" | "windows" = "linux") =>
    placeOnPath(os, {
      path,
      folder: os === "windows" ? "C:\\Shims" : "/shims",
      interpreters: os === "windows" ? ["C:\\Python"] : ["/usr/bin", "/opt"],
    });
  assertEquals(place("/shims:/usr/bin"), "first");
  assertEquals(place("/x:/shims/:/opt:/usr/bin"), "first");
  assertEquals(place("/shims"), "first");
  assertEquals(place("/opt:/shims:/usr/bin"), "behind");
  assertEquals(place("/usr/bin:/shimsx"), "absent");
  assertEquals(place(""), "absent");
  assertEquals(place("c:\\shims\\;C:\\Python", "windows"), "first");
  assertEquals(place("C:\\PYTHON;c:/shims", "windows"), "behind");
});

Deno.test("unusableCharacter() finds what PATH cannot hold", () => {
  assertEquals(unusableCharacter("linux", "/a:b"), ":");
  assertEquals(unusableCharacter("linux", "/a\nb"), "\n");
  assertEquals(unusableCharacter("linux", AWKWARD), undefined);
  assertEquals(unusableCharacter("windows", "C:\\a;b"), ";");
  assertEquals(unusableCharacter("windows", "C:\\50%\\x"), "%");
  assertEquals(unusableCharacter("windows", "C:\\a b\\x"), undefined);
});
