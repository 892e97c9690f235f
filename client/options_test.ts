import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { flagName, OptionError } from "../lib/options/mod.ts";
import type { ConfigFile } from "./config_files.ts";
import { HELP } from "./help.ts";
import { givenConfig, OPTIONS, readSettings } from "./options.ts";

interface Given {
  args?: string[];
  environment?: Record<string, string>;
  user?: string;
  system?: string;
  leaveOut?: (name: string) => void;
}

function read(given: Given) {
  const files: ConfigFile[] = [];
  for (const scope of ["user", "system"] as const) {
    const text = given[scope];
    if (text !== undefined) files.push({ scope, path: `${scope}.jsonc`, text });
  }
  return readSettings({
    args: given.args ?? [],
    environment: (name) => given.environment?.[name],
    files,
    leaveOut: given.leaveOut,
  });
}

Deno.test("readSettings() has a local server and five seconds where nothing is said", () => {
  const { server, timeoutMs, wait, print, tag } = read({}).values;
  assertEquals({ server, timeoutMs, wait, print, tag }, {
    server: "http://127.0.0.1:8888",
    timeoutMs: 5000,
    wait: false,
    print: false,
    tag: {},
  });
});

Deno.test("readSettings() prefers the command line, then the environment, then the user's file", () => {
  const given: Given = {
    args: ["--server", "http://flag"],
    environment: {
      PYANALYTICS_SERVER: "http://env",
      PYANALYTICS_TIMEOUT_MS: "200",
    },
    user: '{"server": "http://user", "timeout_ms": 300, "python": "/user"}',
    system: '{"timeout_ms": 400, "python": "/system"}',
  };
  const { server, timeoutMs, python } = read(given).values;
  assertEquals({ server, timeoutMs, python }, {
    server: "http://flag",
    timeoutMs: 200,
    python: "/user",
  });
});

Deno.test("readSettings() merges tags, the more specific ones winning", () => {
  const { tag } = read({
    args: ["--tag", "a=flag", "--tag", "e=flag"],
    environment: { PYANALYTICS_TAG: "a=env,b=env" },
    user: '{"tag": {"b": "user", "c": "user"}}',
    system: '{"tag": {"c": "system", "d": "system"}}',
  }).values;
  assertEquals(tag, { a: "flag", b: "env", c: "user", d: "system", e: "flag" });
});

Deno.test("readSettings() lets no inherited variable change the mode", () => {
  const environment = Object.fromEntries(
    ["WAIT", "PRINT", "VERBOSE", "HELP", "VERSION", "WRAPPER"]
      .map((name) => [`PYANALYTICS_${name}`, "1"]),
  );
  assertEquals(read({ environment }).values, read({}).values);
});

const URLS: [given: string, base: string | undefined][] = [
  ["http://host:8888", "http://host:8888"],
  ["HTTPS://Host/", "https://host"],
  ["https://host/pa//", "https://host/pa"],
  ["http://[::1]:1", "http://[::1]:1"],
  ["host:8888", undefined],
  ["ftp://host", undefined],
  ["http://", undefined],
  ["http://host:99999", undefined],
  ["http://host/?a=b", undefined],
  ["http://host/#a", undefined],
];

for (const [given, base] of URLS) {
  Deno.test(`readSettings() takes the server ${given} for ${base ?? "a mistake"}`, () => {
    const args = ["--server", given];
    if (base !== undefined) assertEquals(read({ args }).values.server, base);
    else {
      assertThrows(
        () => read({ args }),
        OptionError,
        `Cannot use --server: must be an http or https URL without a query, such as "http://analytics:8888", got "${given}"`,
      );
    }
  });
}

const BROKEN: [name: string, given: Given][] = [
  ["config.user", { user: "{" }],
  ["config.system", { system: '{"prot": 1}' }],
  ["config.user", { user: '{"wait": true}' }],
  ["config.PYANALYTICS_TIMEOUT_MS", {
    environment: { PYANALYTICS_TIMEOUT_MS: "soon" },
  }],
];

for (const [name, given] of BROKEN) {
  Deno.test(`readSettings() leaves out ${name} of ${JSON.stringify(given)}, or says so`, () => {
    const leftOut: string[] = [];
    const { values } = read({
      ...given,
      leaveOut: (each) => leftOut.push(each),
    });
    assertEquals(values, read({}).values);
    assertEquals(leftOut, [name]);
    assertThrows(() => read(given), OptionError);
  });
}

Deno.test("readSettings() refuses flags it does not know, leaving out or not", () => {
  const args = ["--sever", "x"];
  assertThrows(
    () => read({ args, leaveOut: () => {} }),
    OptionError,
    "--sever",
  );
});

Deno.test("givenConfig() reads the flag before the variable, and no server's variable", () => {
  const environment = (name: string) =>
    name === "PYANALYTICS_CLIENT_CONFIG" ? "env" : undefined;
  const server = (name: string) =>
    name === "PYANALYTICS_CONFIG" ? "server" : undefined;
  assertEquals(givenConfig({ args: [], environment }), "env");
  assertEquals(
    givenConfig({ args: ["--config", "flag"], environment }),
    "flag",
  );
  assertEquals(givenConfig({ args: [], environment: server }), undefined);
});

Deno.test("HELP names every option", () => {
  for (const name of Object.keys(OPTIONS)) {
    assertStringIncludes(HELP, `--${flagName(name)}`);
  }
});

Deno.test("HELP fits a terminal", () => {
  assertEquals(HELP.split("\n").filter((line) => line.length > 80), []);
});
