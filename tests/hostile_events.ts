/** Events as strangers would send them to break what shows them. */

/** Texts that mean something where they may end up. */
export const HOSTILE_TEXTS: readonly string[] = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "' onmouseover='alert(1)",
  "</td></table><h1>x</h1>",
  "</text></svg><script>1</script>",
  "<!-- ]]> -->",
  "&lt;b&gt;&#0;",
  "javascript:alert(1)",
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  `a"b,c\r\nd;e`,
  "| a | b |\n|---|---|",
  "`code` [x](javascript:1) ![y](z) **b** #1 @all :tada:",
  "\x1b[2J\x1b]0;title\x07\x1b[31m",
  "\x9b31m\x85\x08\x7f",
  "\u202egnp.exe\u2066\u200f",
  "\u2028\u2029\ufeff\u200b",
  "nul\0nul",
  "\ud800",
  "\udc00\ud800",
  "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "@python",
  "a.b\\.c,d",
  "%s%n%x ${7*7} {{7*7}}",
  "../../../etc/passwd",
  "x".repeat(20_000),
  "😀".repeat(300),
  "",
  " ",
];

/** The text as every part of an event that has a name or a value. */
export function eventWith(text: string): string {
  return JSON.stringify({
    username: text,
    // A computed key: else it would set the prototype instead.
    [text]: { [text]: [text] },
    python: { version: text, compiler: text, argv: [text, text] },
    uname: { system: text, machine: text },
  });
}

/** Other events that could be too much, as their texts. */
export const HOSTILE_EVENTS: readonly string[] = [
  `{"n":1e400,"m":-0,"k":123456789012345678901234567890,"f":0.10}`,
  `{"__proto__":{"__proto__":{"polluted":1}},"constructor":{"prototype":{"polluted":1}}}`,
  `{"username":"a","username":{"username":"b"},"uuid":7,"server_time":{"x":1}}`,
  `{"python":{"version_info":[1e99,-1,"x",null,{}]},"uname":[[],{}]}`,
  `{"deep":${"[".repeat(998)}1${"]".repeat(998)}}`,
  `{"deep":${`{"d":`.repeat(998)}1${"}".repeat(998)}}`,
  `{"":{"":{"":""}}}`,
];
