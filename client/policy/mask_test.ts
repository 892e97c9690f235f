import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { maskedWords } from "./mask.ts";

const CASES: [words: string[], sent: string[]][] = [
  [[], []],
  [["script.py", "a b", "", "-v", "--epochs=3"], [
    "script.py",
    "a b",
    "",
    "-v",
    "--epochs=3",
  ]],
  [["-m", "http.server", "8000"], ["-m", "http.server", "8000"]],
  // The text of a program, which is no file's name.
  [["-c", "print('x')", "a"], ["-c", "***", "a"]],
  [["-Ic", "print('x')"], ["-Ic", "***"]],
  [["-W", "error", "-Xdev", "-c", "x"], ["-W", "error", "-Xdev", "-c", "***"]],
  [["-Ssc1+1"], ["-Ssc***"]],
  [["tool.py", "-c", "tool.cfg"], ["tool.py", "-c", "tool.cfg"]],
  // An option that announces a secret.
  [["x.py", "--password", "hunter2", "-q"], [
    "x.py",
    "--password",
    "***",
    "-q",
  ]],
  [["x.py", "--api-key", "abc"], ["x.py", "--api-key", "***"]],
  [["x.py", "-token", "abc"], ["x.py", "-token", "***"]],
  [["x.py", "--dbPassword", "abc"], ["x.py", "--dbPassword", "***"]],
  // A name and its value in one word.
  [["x.py", "--password=hunter2"], ["x.py", "--password=***"]],
  [["x.py", "PGPASSWORD=a b c"], ["x.py", "PGPASSWORD=***"]],
  [["x.py", "aws_secret_access_key=abc"], [
    "x.py",
    "aws_secret_access_key=***",
  ]],
  [["x.py", '{"user": "me", "token": "abc"}'], [
    "x.py",
    '{"user": "me", "token": ***',
  ]],
  [["x.py", "Authorization: Bearer abcdef"], ["x.py", "***"]],
  [["x.py", "X-Auth: abcdef"], ["x.py", "X-Auth: ***"]],
  [["x.py", "db_pwd=abc", "upward=3"], ["x.py", "db_pwd=***", "upward=3"]],
  [["x.py", "DBPASS=abc", "--mysqlpwd", "abc", "passes=3"], [
    "x.py",
    "DBPASS=***",
    "--mysqlpwd",
    "***",
    "passes=3",
  ]],
  // URLs.
  [["x.py", "https://me:pw@host/a?b=c"], ["x.py", "https://***@host/a?b=c"]],
  [["x.py", "https://ghtoken@host/a"], ["x.py", "https://***@host/a"]],
  [["x.py", "https://host/a?b=c&access_token=abc&d=e"], [
    "x.py",
    "https://host/a?b=c&access_token=***",
  ]],
  [["x.py", "postgresql://u:p%40@db/x"], ["x.py", "postgresql://***@db/x"]],
  // A password that should have been encoded.
  [["x.py", "redis://:p/a#b?c@d@db/0"], ["x.py", "redis://***@db/0"]],
  [["x.py", "https://host:8080/a", "https://host/@scope/a"], [
    "x.py",
    "https://host:8080/a",
    "https://host/@scope/a",
  ]],
  // The same without a scheme.
  [["x.py", "me:pw@proxy:80", "--proxy=me:p@w@proxy", "git@host:a/b"], [
    "x.py",
    "***@proxy:80",
    "--proxy=***@proxy",
    "git@host:a/b",
  ]],
  [["x.py", "C:\\a@b\\c", "root@host", "a:b", "12:30"], [
    "x.py",
    "C:\\a@b\\c",
    "root@host",
    "a:b",
    "12:30",
  ]],
  // As Windows' own programs have options.
  [["x.py", "/password", "hunter2", "/v", "/srv/keys", "a"], [
    "x.py",
    "/password",
    "***",
    "/v",
    "/srv/keys",
    "a",
  ]],
  // Shapes that are secrets by themselves.
  [["x.py", "ghp_0123456789abcdefABCDEF"], ["x.py", "***"]],
  [["x.py", "AKIAIOSFODNN7EXAMPLE"], ["x.py", "***"]],
  [["x.py", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig"], ["x.py", "***"]],
  [["x.py", "d41d8cd98f00b204e9800998ecf8427e"], ["x.py", "***"]],
  [["x.py", "wJalrXUtnFEMI7MDENGbPxRfiCYEXAMPLEKEY"], ["x.py", "***"]],
  [["x.py", "123e4567-e89b-12d3-a456-426614174000"], ["x.py", "***"]],
  [["x.py", "q7Rk2_mZ-8fJw1LxB5tYc9PdV0sN"], ["x.py", "***"]],
  [["x.py", "9f8a7x3k2m1q0w8e7r6t5y4u3"], ["x.py", "***"]],
  [["x.py", "k8Qz/3xW1+vB7nT5yH2mL9pR4sD6fG0jK8Qz3xW1"], ["x.py", "***"]],
  [["x.py", "--id=Zx81kQpL09mNbV73cTrE55"], ["x.py", "***"]],
  // Ordinary words that only look a little like them.
  [["/home/me/project_2024/run_experiment_17.py"], [
    "/home/me/project_2024/run_experiment_17.py",
  ]],
  [["x.py", "--run=model_v2_lr1e4_bs32_ep10", "cpython-311-x86_64-linux-gnu"], [
    "x.py",
    "--run=model_v2_lr1e4_bs32_ep10",
    "cpython-311-x86_64-linux-gnu",
  ]],
  [["x.py", "/srv/MyProject-2024/Release-Candidate/2024-11-23T10-11-12"], [
    "x.py",
    "/srv/MyProject-2024/Release-Candidate/2024-11-23T10-11-12",
  ]],
  [["x.py", "-k", "monkey", "--keyboard=us"], [
    "x.py",
    "-k",
    "monkey",
    "--keyboard=us",
  ]],
  [["x.py", "x".repeat(1001)], ["x.py", "***"]],
];

for (const [words, sent] of CASES) {
  const name = JSON.stringify(words).slice(0, 80);
  Deno.test(`maskedWords() sends of ${name} only what may leave the host`, () => {
    assertEquals(maskedWords(words), sent);
  });
}

Deno.test("maskedWords() sends at most a hundred words, and says that there were more", () => {
  const sent = maskedWords(Array.from({ length: 500 }, (_, at) => `w${at}`));
  assertEquals(sent.length, 101);
  assertEquals(sent[100], "***");
});

Deno.test("maskedWords() never sends the value behind a secret's name", () => {
  const value = fc.string({ minLength: 8 }).map((text) => `s3cr3t${text}`);
  const name = fc.constantFrom("password", "API_TOKEN", "clientSecret");
  fc.assert(fc.property(
    name,
    value,
    fc.constantFrom("=", ":", ": "),
    (name, value, separator) => {
      const sent = maskedWords([
        "x.py",
        `--${name}`,
        value,
        name + separator + value,
      ]);
      assertEquals(JSON.stringify(sent).includes("s3cr3t"), false);
    },
  ));
});
