import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  choice,
  integer,
  onlyOutsideFiles,
  onOff,
  option,
  OptionError,
  optionsHelp,
  type OptionSources,
  pairs,
  readOptions,
  serverUrl,
  text,
} from "./mod.ts";

/** As whether a program waits: nothing that a file says. */
const FLAG_ALONE = onlyOutsideFiles(onOff());

const TABLE = {
  host: option(text("HOST"), "127.0.0.1", "Address to listen on"),
  port: option(integer({ min: 0, max: 65535 }), 8888, "Port to listen on"),
  sync: option(choice("disk", "os"), "disk", "When an event is safe"),
  verbose: option(onOff(), false, "Say more"),
  tag: option(pairs("NAME=VALUE"), {}, "A site fact"),
  tlsCert: option<string | undefined>(text("FILE"), undefined, "Certificate"),
  config: option<string | undefined>(
    text("FILE"),
    undefined,
    "File",
    "PYANALYTICS_SOME_CONFIG",
  ),
  wait: option(FLAG_ALONE, false, "Wait"),
};

function sources(
  { args = [], environment = {}, files = [] }: {
    args?: string[];
    environment?: Record<string, string>;
    files?: OptionSources["files"];
  },
): OptionSources {
  return { args, files, environment: (name) => environment[name] };
}

Deno.test("readOptions() gives the defaults where nothing is said", () => {
  const { values, origins, rest } = readOptions(TABLE, sources({}));
  assertEquals(values, {
    host: "127.0.0.1",
    port: 8888,
    sync: "disk",
    verbose: false,
    tag: {},
    tlsCert: undefined,
    config: undefined,
    wait: false,
  });
  assertEquals(origins.port, "the default");
  assertEquals(rest, []);
});

Deno.test("readOptions() prefers flag over environment over the first file over the next", () => {
  const files = [
    { path: "user.jsonc", text: `{"host": "user", /* why */ "sync": "os",}` },
    { path: "system.jsonc", text: `{"host": "system", "verbose": true}` },
  ];
  const environment = {
    PYANALYTICS_HOST: "environment",
    PYANALYTICS_PORT: "1",
  };
  const { values, origins } = readOptions(
    TABLE,
    sources({ args: ["--port", "2"], environment, files }),
  );
  assertEquals(values.port, 2);
  assertEquals(values.host, "environment");
  assertEquals(values.sync, "os");
  assertEquals(values.verbose, true);
  assertEquals(origins, {
    host: "the environment's PYANALYTICS_HOST",
    port: "--port",
    sync: '"sync" in "user.jsonc"',
    verbose: '"verbose" in "system.jsonc"',
    wait: "the default",
    tag: "the default",
    tlsCert: "the default",
    config: "the default",
  });
});

Deno.test("readOptions() takes a switch without eating the next word, and leaves what is behind --", () => {
  const { values, rest } = readOptions(
    TABLE,
    sources({ args: ["--verbose", "--tls-cert=c.pem", "--", "--port", "x"] }),
  );
  assertEquals(values.verbose, true);
  assertEquals(values.tlsCert, "c.pem");
  assertEquals(rest, ["--port", "x"]);
  assertEquals(
    readOptions(TABLE, sources({ args: ["--verbose=off"] })).values.verbose,
    false,
  );
});

Deno.test("readOptions() takes words that belong to no flag where they are wanted", () => {
  const { values, operands, rest } = readOptions(TABLE, {
    ...sources({ args: ["2026", "--port", "2", "a=--x", "--verbose", "b"] }),
    takesOperands: true,
  });
  assertEquals(operands, ["2026", "a=--x", "b"]);
  assertEquals([values.port, values.verbose, rest], [2, true, []]);
  assertThrows(
    () =>
      readOptions(TABLE, {
        ...sources({ args: ["a", "--nope"] }),
        takesOperands: true,
      }),
    OptionError,
    'Unknown option "--nope"',
  );
});

Deno.test("serverUrl() takes the base of a server's URLs, and nothing else", () => {
  const { fromText } = serverUrl();
  assertEquals(fromText("HTTP://box:8888/"), "http://box:8888");
  assertEquals(fromText("https://box/base//"), "https://box/base");
  for (const refused of ["box:8888", "ftp://box", "http://", "http://b/?a=1"]) {
    assertEquals(fromText(refused), undefined, refused);
  }
});

Deno.test("readOptions() collects pairs, the value keeping its own equals signs", () => {
  const { values } = readOptions(
    TABLE,
    sources({ args: ["--tag", "a=1", "--tag=b=x=y"] }),
  );
  assertEquals(values.tag, { a: "1", b: "x=y" });
  assertEquals(
    readOptions(TABLE, sources({ environment: { PYANALYTICS_TAG: "a=1,b=2" } }))
      .values.tag,
    { a: "1", b: "2" },
  );
});

Deno.test("readOptions() reads a variable with a name of its own", () => {
  const environment = { PYANALYTICS_SOME_CONFIG: "a", PYANALYTICS_CONFIG: "b" };
  assertEquals(readOptions(TABLE, sources({ environment })).values.config, "a");
});

const REFUSED: { from: Parameters<typeof sources>[0]; message: string }[] = [
  {
    from: { args: ["--port", "http"] },
    message:
      'Cannot use --port: must be a whole number from 0 to 65535, got "http"',
  },
  {
    from: { args: ["--port"] },
    message:
      'Cannot use --port: must be a whole number from 0 to 65535, got ""',
  },
  {
    from: { args: ["--port=65536"] },
    message:
      'Cannot use --port: must be a whole number from 0 to 65535, got "65536"',
  },
  {
    from: { environment: { PYANALYTICS_SYNC: "never" } },
    message:
      'Cannot use the environment\'s PYANALYTICS_SYNC: must be "disk" or "os", got "never"',
  },
  {
    from: { files: [{ path: "x.jsonc", text: `{"port": "http"}` }] },
    message:
      'Cannot read config "x.jsonc": "port" must be a whole number from 0 to 65535, got "http"',
  },
  {
    from: { files: [{ path: "x.jsonc", text: `{"prot": 1}` }] },
    message:
      'Cannot read config "x.jsonc": unknown key "prot", accepted are host, port, sync, ' +
      "verbose, tag, tls_cert, config",
  },
  {
    from: { files: [{ path: "x.jsonc", text: `{"wait": true}` }] },
    message:
      'Cannot read config "x.jsonc": unknown key "wait", accepted are host, port, sync, ' +
      "verbose, tag, tls_cert, config",
  },
  {
    from: { files: [{ path: "x.jsonc", text: `{"verbose": "no"}` }] },
    message:
      'Cannot read config "x.jsonc": "verbose" must be true or false, got "no"',
  },
  {
    from: { files: [{ path: "x.jsonc", text: `{"tag": "a=1"}` }] },
    message:
      'Cannot read config "x.jsonc": "tag" must be an object of texts, such as {"name": "value"}, got "a=1"',
  },
  {
    from: { files: [{ path: "x.jsonc", text: `[1]` }] },
    message: 'Cannot read config "x.jsonc": must be an object, got [1]',
  },
  {
    from: { args: ["--tag", "novalue"] },
    message: 'must be name=value, got "novalue"',
  },
  {
    from: { args: ["--nope"] },
    message: 'Unknown option "--nope": --help lists',
  },
  {
    from: { args: ["--_=x"] },
    message: 'Unknown option "--_=x": --help lists',
  },
  {
    from: { args: ["stray"] },
    message: 'Unknown option "stray": --help lists',
  },
];

for (const { from, message } of REFUSED) {
  Deno.test(`readOptions() refuses: ${message}`, () => {
    assertThrows(() => readOptions(TABLE, sources(from)), OptionError, message);
  });
}

Deno.test("readOptions() says that a file is not JSONC, and which", () => {
  const files = [{ path: "x.jsonc", text: "{" }];
  assertThrows(
    () => readOptions(TABLE, sources({ files })),
    OptionError,
    'Cannot read config "x.jsonc": ',
  );
});

Deno.test("optionsHelp() names flag, variable, key and default of each option", () => {
  const help = optionsHelp(TABLE);
  assertStringIncludes(
    help,
    `  --port N\n      Port to listen on (default: 8888)\n      PYANALYTICS_PORT, "port"`,
  );
  assertStringIncludes(help, `  --verbose\n      Say more\n`);
  assertStringIncludes(help, `  --sync disk|os\n`);
  assertStringIncludes(help, "PYANALYTICS_WAIT");
  assert(!help.includes(`"wait"`));
});

Deno.test("optionsHelp() names a key only where a file may hold it", () => {
  const help = optionsHelp(TABLE, { inFile: ["host"] });
  assertStringIncludes(help, `      PYANALYTICS_HOST, "host"\n`);
  assertStringIncludes(help, `      PYANALYTICS_PORT\n`);
});

Deno.test("an OptionError is one line, whatever was given", () => {
  const { message } = new OptionError(`Unknown option "a\n\x1b[2J\u2028"`);
  assertEquals(message, String.raw`Unknown option "a\u000a\u001b[2J\u2028"`);
});
