import { assertEquals } from "@std/assert";
import { argvUnder } from "./argv.ts";

const CASES: [words: string[], script: string[], full: string[]][] = [
  [[], [], []],
  [["/home/zoe/job.py", "--user", "zoe"], ["job.py"], [
    "/home/zoe/job.py",
    "--user",
    "zoe",
  ]],
  [["C:\\Users\\zoe\\job.py"], ["job.py"], ["C:\\Users\\zoe\\job.py"]],
  [["./package/"], ["package"], ["./package/"]],
  [["-W", "error", "-X", "dev", "-u", "job.py", "a"], ["job.py"], [
    "-W",
    "error",
    "-X",
    "dev",
    "-u",
    "job.py",
    "a",
  ]],
  [["-m", "http.server", "8000"], ["-m", "http.server"], [
    "-m",
    "http.server",
    "8000",
  ]],
  [["-Imjson.tool", "x"], ["-m", "json.tool"], ["-Imjson.tool", "x"]],
  [["-m"], ["-m"], ["-m"]],
  [["-c", "print('hello')", "a"], ["-c"], ["-c", "***", "a"]],
  [["-Ic1+1"], ["-c"], ["-Ic***"]],
  [["-", "a"], ["-"], ["-", "a"]],
  [["-i"], [], ["-i"]],
  [["-V"], [], ["-V"]],
  [["--check-hash-based-pycs", "always", "a/b.py"], ["b.py"], [
    "--check-hash-based-pycs",
    "always",
    "a/b.py",
  ]],
  // Not even a script's name may hold one.
  [["/tmp/ghp_0123456789abcdefABCDEF"], ["***"], ["***"]],
];

for (const [words, script, full] of CASES) {
  Deno.test(`argvUnder() sends of ${JSON.stringify(words)} what each policy allows`, () => {
    assertEquals(argvUnder("none", words), []);
    assertEquals(argvUnder("script", words), script);
    assertEquals(argvUnder("full", words), full);
  });
}
