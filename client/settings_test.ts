import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { flagName, keyName, OptionError } from "../lib/options/mod.ts";
import type { ConfigFile } from "./config_files.ts";
import { HELP } from "./help.ts";
import { OPTIONS } from "./options.ts";
import { givenConfig, readSettings } from "./settings.ts";

interface Given {
  args?: string[];
  environment?: Record<string, string>;
  user?: string;
  system?: string;
  policy?: string;
  /** Whether a file given by `--config` stands in for the usual ones. */
  onlyLocked?: true;
  leaveOut?: (name: string) => void;
}

function read(given: Given) {
  const files: ConfigFile[] = [];
  for (const scope of ["policy", "user", "system"] as const) {
    const text = given[scope];
    if (text === undefined) continue;
    const file = { scope, path: `${scope}.jsonc`, text };
    files.push(
      scope === "system" && given.onlyLocked
        ? { ...file, onlyLocked: true }
        : file,
    );
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
  ["config.policy", { policy: '{"prot": 1}' }],
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

Deno.test("readSettings() loses of a file only what cannot be used", () => {
  const { values } = read({
    system: '{"prot": 1, "timeout_ms": "soon", "server": "http://system"}',
    leaveOut: () => {},
  });
  assertEquals([values.server, values.timeoutMs], ["http://system", 5000]);
});

const UNUSABLE: [key: string, value: unknown, counts: unknown][] = [
  ["enabled", "no", false],
  ["enabled", null, false],
  ["argv", "nothing", "none"],
  ["user_names", "hashed", "none"],
  ["host_names", false, "none"],
];

for (const [key, value, counts] of UNUSABLE) {
  for (const scope of ["user", "system", "policy"] as const) {
    Deno.test(`readSettings() takes ${JSON.stringify({ [key]: value })} of the ${scope}'s file for ${counts}`, () => {
      const leftOut: string[] = [];
      const { values } = read({
        [scope]: JSON.stringify({ [key]: value }),
        leaveOut: (each) => leftOut.push(each),
      });
      const name = key.replace(/_n/, "N") as keyof typeof values;
      assertEquals(values[name], counts);
      assertEquals(leftOut, [`config.${scope}`]);
    });
  }
}

for (const locked of [["enabled", "typo"], "enabled", 1, null]) {
  Deno.test(`readSettings() locks all of the machine's file where "locked" is ${JSON.stringify(locked)}`, () => {
    const { values } = read({
      system: JSON.stringify({ enabled: false, argv: "none", locked }),
      user: '{"enabled": true, "argv": "full"}',
      leaveOut: () => {},
    });
    assertEquals([values.enabled, values.argv], [false, "none"]);
  });
}

Deno.test("readSettings() locks nothing where that is said", () => {
  const { values } = read({
    system: '{"enabled": false, "locked": false}',
    user: '{"enabled": true}',
  });
  assertEquals(values.enabled, true);
});

for (const system of ["", "[]", "null", '"off"', '{"enabled": true']) {
  Deno.test(`readSettings() has nothing reported where the machine's file is ${JSON.stringify(system)}`, () => {
    const { values, origins } = read({
      system,
      user: '{"enabled": true}',
      leaveOut: () => {},
    });
    assertEquals(values.enabled, false);
    assertStringIncludes(origins.enabled!, "which cannot be read: ");
  });
}

const LOCKS: [name: string, given: Given, server: string, origin: string][] = [
  [
    "an open file of the machine gives way to everything",
    {
      system: '{"server": "http://system"}',
      user: '{"server": "http://user"}',
    },
    "http://user",
    '"server" in "user.jsonc"',
  ],
  [
    "a locked key counts before the command line",
    {
      args: ["--server", "http://flag"],
      system: '{"server": "http://system", "locked": ["server"]}',
    },
    "http://system",
    '"server" in "system.jsonc", locked',
  ],
  [
    "a locked file counts before the environment",
    {
      environment: { PYANALYTICS_SERVER: "http://env" },
      system: '{"server": "http://system", "locked": true}',
    },
    "http://system",
    '"server" in "system.jsonc", locked',
  ],
  [
    "a lock on another key changes nothing",
    {
      args: ["--server", "http://flag"],
      system: '{"server": "http://system", "locked": ["argv"]}',
    },
    "http://flag",
    "--server",
  ],
  [
    "users lock nothing",
    {
      args: ["--server", "http://flag"],
      user: '{"server": "http://user", "locked": true}',
    },
    "http://flag",
    "--server",
  ],
  [
    "a given file does not get around a lock",
    {
      onlyLocked: true,
      system: '{"server": "http://system", "locked": true}',
    },
    "http://system",
    '"server" in "system.jsonc", locked',
  ],
  [
    "a given file stands in for what is not locked",
    { onlyLocked: true, system: '{"server": "http://system"}' },
    "http://127.0.0.1:8888",
    "the default",
  ],
  [
    "a policy counts before a locked file",
    {
      policy: '{"server": "http://policy"}',
      system: '{"server": "http://system", "locked": true}',
    },
    "http://policy",
    '"server" in "policy.jsonc", locked',
  ],
];

for (const [name, given, server, origin] of LOCKS) {
  Deno.test(`readSettings(): ${name}`, () => {
    const { values, origins } = read(given);
    assertEquals([values.server, origins.server], [server, origin]);
  });
}

Deno.test("readSettings() adds users' tags to locked ones, and changes none of those", () => {
  const { tag } = read({
    args: ["--tag", "site=mine", "--tag", "job=42"],
    system: '{"tag": {"site": "zrh"}, "locked": ["tag"]}',
  }).values;
  assertEquals(tag, { site: "zrh", job: "42" });
});

Deno.test("readSettings() takes a hash's key from a file alone, and no short one", () => {
  const hash_key = "0123456789abcdef";
  const { hashKey } = read({ user: JSON.stringify({ hash_key }) }).values;
  assertEquals(hashKey, hash_key);
  assertThrows(() => read({ args: ["--hash-key", hash_key] }), OptionError);
  assertThrows(() => read({ user: '{"hash_key": "short"}' }), OptionError);
  const environment = { PYANALYTICS_HASH_KEY: hash_key };
  assertEquals(read({ environment }).values.hashKey, undefined);
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

const ONLY_IN_FILES = ["enabled", "locked", "hashKey"];

Deno.test("HELP names every option", () => {
  for (const name of Object.keys(OPTIONS)) {
    const isFlag = !ONLY_IN_FILES.includes(name);
    assertStringIncludes(
      HELP,
      isFlag ? `--${flagName(name)}` : `"${keyName(name)}"`,
    );
  }
});

Deno.test("HELP fits a terminal", () => {
  assertEquals(HELP.split("\n").filter((line) => line.length > 80), []);
});
