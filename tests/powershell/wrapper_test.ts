/** The wrapper for PowerShell, as far as that can be known without one. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { pathHints } from "../../client/install/path_hints.ts";
import { ARGUMENTS, wordsOf } from "../wrapper_words.ts";
import type { Outline } from "./parse.ts";

const WRAPPER = await Deno.readTextFile(
  new URL("../../client/wrappers/python.ps1", import.meta.url),
);

async function outlines(sources: readonly string[]): Promise<Outline[]> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-A",
      "--no-lock",
      "--unstable-raw-imports",
      fromFileUrl(new URL("./parse.ts", import.meta.url)),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(sources)));
  await writer.close();
  const { stdout } = await process.output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("python.ps1 is PowerShell, and starts its client where no failure stops it", async () => {
  const [wrapper, broken] = await outlines([
    WRAPPER,
    WRAPPER.replace("} catch {", "catch {"),
  ]);
  // What tells that the grammar would notice.
  assertEquals(broken?.hasError, true);
  assertEquals(wrapper?.hasError, false);
  const own = [
    "ConvertTo-Quoted",
    "Join-Words",
    "Join-Array",
    "Measure-Values",
    "Get-Words",
    "Test-On",
    "Test-Wrapper",
    "Test-Program",
    "Find-Program",
    "Start-Client",
    "Write-Line",
  ];
  assertEquals(wrapper?.functions, own);
  assertEquals(wrapper?.tried.filter((name) => own.includes(name)), [
    "Get-Words",
    "Find-Program",
    "Start-Client",
  ]);
  assertEquals(wrapper?.last, "exit $LASTEXITCODE");
  // All else is in PowerShell since 3.0.
  assertEquals(
    wrapper?.commands.filter((name) => !own.includes(name)).sort(),
    [
      "ForEach-Object",
      "Get-ChildItem",
      "Get-Content",
      "Get-Item",
      "Get-Location",
      "Get-Variable",
      "New-Object",
      "Select-Object",
      "Set-StrictMode",
      "Split-Path",
      "Test-Path",
      "Where-Object",
      "Write-Error",
    ],
  );
});

Deno.test("python.ps1 is ASCII, as PowerShell 5 takes other files to be in the system's code page", () => {
  // deno-lint-ignore no-control-regex -- all that ASCII has
  assertEquals(/^[\x00-\x7f]*$/.test(WRAPPER), true);
});

const WORDS = ARGUMENTS.map(({ word }) => word)
  .concat("b b\\", 'b\\"', '\\\\"x\\\\', "\t");

Deno.test("python.ps1 quotes words as programs on Windows read them", async () => {
  const [wrapper] = await outlines([WRAPPER]);
  // The expressions out of the file: .NET reads these as JavaScript does.
  const at = wrapper!.literals.indexOf('(\\\\*)"');
  const [inner, inside, end, behind] = wrapper!.literals.slice(at);
  const needed = new RegExp(
    wrapper!.literals.find((text) => text.startsWith('[\\s"'))!,
  );
  assertStringIncludes(
    WRAPPER,
    `-replace '${inner}', '${inside}') -replace '${end}', '${behind}')`,
  );
  for (const word of WORDS) {
    const quoted = word !== "" && !needed.test(word)
      ? word
      : `"${
        word.replace(new RegExp(inner!, "g"), inside!)
          .replace(new RegExp(end!, "g"), behind!)
      }"`;
    assertEquals(wordsOf(`x ${quoted} y`), ["x", word, "y"]);
  }
});

Deno.test("pathHints() give PowerShell lines that it understands, with the folder as it is", async () => {
  const folder = "C:\\Zoë's $x `y\\shims";
  const lines = pathHints("windows", folder)
    .filter(({ shell }) => shell.includes("PowerShell"))
    .map(({ line }) => line);
  assertEquals(lines.length, 3);
  for (const { hasError, literals } of await outlines(lines)) {
    assertEquals(hasError, false);
    assertEquals(literals.includes(`${folder};`), true);
  }
});
