/** What the client for shells takes for a config, beside what the executable does. */
import { assertEquals } from "@std/assert";
import { parse as parseJsonc } from "@std/jsonc";
import fc from "fast-check";
import { exists } from "./client_process.ts";
import { PORTABLE } from "./portable_client.ts";

/** Those that this machine has; each has its own regular expressions. */
const AWKS = [
  ["/usr/bin/mawk"],
  ["/usr/bin/busybox", "awk"],
  ["/usr/bin/gawk"],
  ["/usr/bin/original-awk"],
].filter(([path]) => exists(path!));

/** The part of the script that looks at the file. */
const [FUNCTION = ""] = /^is_config_whole\(\) \{\n.*?^\}$/ms.exec(
  Deno.readTextFileSync(PORTABLE),
) ?? [];

const CONFIG = `// The site's
{ /* where */
  "server": "http://analytics.example:8888/\\u00e9\\"\\\\", "timeout_ms": -1.5e+3,
  "tag": {"a": "b{", "c": "}//*"}, "locked": ["server", "argv",],
  "enabled": true, "x": [[], {}, null, false, 0],
}
`;

const TEXTS = [
  ...["", " \n", "{}", "{},", "{}{}", "{", "}", "[]", "[{}]", "null", "1"],
  ...['"{}"', "// only", "/* open {}", "{} /* closed */", "{} // end", "/{}"],
  ...['{"a":1,,}', "{,}", '{"a":[,]}', '{"a":[1 2]}', '{"a":{"b":}}'],
  ...["{a:1}", "{'a':1}", "{1:1}", '{"a":1 "b":2}', '{"a":"\n"}', '{"a":"\t"}'],
  ...['{"a":"\\x"}', '{"a":"\\u12"}', '{"a":"\\"}', '{"a":01}', '{"a":1.}'],
  ...['{"a":True}', '{"a":tru}', '{"a":-}', '{"a":1e}', "\ufeff{}", "{}\0"],
  ...['{"a":"\u00e9\u{1f40d}"}', "{}\r\n", "{}\f", "<html>{}</html>"],
  ...["<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", '{"a"\n:\n1\n}'],
  CONFIG,
  CONFIG.replaceAll("\n", "\r\n"),
  `{"a":${"[".repeat(200)}${"]".repeat(200)}}`,
  `{"a":${"[".repeat(200)}${"]".repeat(199)}}`,
];

/** Whether the executable takes that for a config of the machine. */
function isConfig(text: string): boolean {
  try {
    const value = parseJsonc(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

for (const [awk, ...args] of AWKS) {
  const check = (path: string, text: string) => {
    Deno.writeTextFileSync(path, text);
    const script = FUNCTION.replaceAll("/etc/pyanalytics/client.jsonc", path)
      .replace(" awk '", ` ${[awk, ...args].join(" ")} '`);
    return new Deno.Command("/bin/sh", {
      args: ["-c", `${script}\nis_config_whole`],
    }).outputSync().success;
  };
  const name = [awk!.split("/").at(-1), ...args].join(" ");

  Deno.test(`pyanalytics.sh with ${name} takes the same texts for a config as the executable`, () => {
    const path = Deno.makeTempFileSync();
    try {
      for (const text of TEXTS) {
        assertEquals(check(path, text), isConfig(text), JSON.stringify(text));
      }
      const at = fc.nat(CONFIG.length);
      const changed = fc.tuple(
        at,
        fc.nat(3),
        fc.constantFrom("", ...'{}[]:,/*"\\\n 0aen-.'),
      ).map(([start, count, put]) =>
        CONFIG.slice(0, start) + put + CONFIG.slice(start + count)
      );
      fc.assert(
        fc.property(changed, (text) => {
          assertEquals(check(path, text), isConfig(text), JSON.stringify(text));
        }),
        { numRuns: 300 },
      );
    } finally {
      Deno.removeSync(path);
    }
  });
}
