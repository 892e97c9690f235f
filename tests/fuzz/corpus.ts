/** Events to begin with, and the pieces of which JSON is made; shared by several targets. */

/** Events, from plain to hostile. */
export const EVENTS: readonly [string, ...string[]] = [
  `{"username":"alice","uuid":"0dedaf4b-4581-480a-ad36-79d3b4c0fe8f","hostname":"box"}`,
  `{"uname":["Linux","n","5.1","v","x86_64","x86_64"],"python":{"version_info":[3,11,4,"final",0],"argv":["a.py","-v"]}}`,
  `{"uname":{"system":"Windows","machine":"AMD64"},"python":{"version":"2.7.18 (default)"},"tags":{"team":"ci"}}`,
  `{"a":{"b":{"c":[1,2.50,-0,1e400,12345678901234567890,true,false,null]}}}`,
  `{"a.b":1,"":2,"0":3,"@python":4,"\\u0061":5,"é😀":"\\ud83d\\ude00"}`,
  `{"__proto__":{"polluted":1},"constructor":{"prototype":{"x":1}},"toString":0}`,
  `{"text":"=cmd|' /C calc'!A0","html":"<script>alert(1)</script>","esc":"\\u001b[2J\\u0000\\u202e"}`,
  `{"lone":"\\ud800","server_time":"2026-11-23T10:00:00.000Z"}`,
];

/** What JSON texts are made of, and what has a meaning in events. */
export const JSON_TOKENS: readonly [string, ...string[]] = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  `"`,
  "\\",
  "\\u",
  "\\ud800",
  "\\u0000",
  "\n",
  "\r\n",
  "\0",
  "\uFEFF",
  " ",
  "0",
  "-",
  "1e999",
  "9".repeat(40),
  "null",
  "true",
  `"uuid":"x",`,
  `"server_time":"2026-11-23T10:00:00.000Z",`,
  `"__proto__":`,
  `{"a":`,
  "é",
  "😀",
  "\u2028",
];
