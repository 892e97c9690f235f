import { assertEquals, assertRejects } from "@std/assert";
import { OptionError } from "../lib/options/mod.ts";
import {
  configPlaces,
  type ConfigPlacesOptions,
  readConfigFiles,
} from "./config_files.ts";

type Case = [
  name: string,
  os: ConfigPlacesOptions["os"],
  environment: Record<string, string>,
  paths: string[],
];

const PLACES: Case[] = [
  ["Linux", "linux", { HOME: "/home/zoe" }, [
    "/home/zoe/.config/pyanalytics/client.jsonc",
    "/etc/pyanalytics/client.jsonc",
  ]],
  ["Linux with a folder of one's own", "linux", {
    HOME: "/home/zoe",
    XDG_CONFIG_HOME: "/conf/",
  }, ["/conf/pyanalytics/client.jsonc", "/etc/pyanalytics/client.jsonc"]],
  ["Linux with a relative one, which does not count", "linux", {
    HOME: "/home/zoe",
    XDG_CONFIG_HOME: "conf",
  }, [
    "/home/zoe/.config/pyanalytics/client.jsonc",
    "/etc/pyanalytics/client.jsonc",
  ]],
  ["Linux without HOME", "linux", { HOME: "" }, [
    "/etc/pyanalytics/client.jsonc",
  ]],
  ["macOS", "darwin", { HOME: "/Users/zoe" }, [
    "/Users/zoe/Library/Application Support/pyanalytics/client.jsonc",
    "/Library/Application Support/pyanalytics/client.jsonc",
  ]],
  ["Windows", "windows", {
    APPDATA: "C:\\Users\\zoe\\AppData\\Roaming",
    PROGRAMDATA: "C:\\ProgramData",
  }, [
    "C:\\Users\\zoe\\AppData\\Roaming\\pyanalytics\\client.jsonc",
    "C:\\ProgramData\\pyanalytics\\client.jsonc",
  ]],
];

for (const [name, os, environment, paths] of PLACES) {
  Deno.test(`configPlaces() on ${name} has the user's file before the system's`, () => {
    const places = configPlaces({
      os,
      environment: (each) => environment[each],
      cwd: "/work",
      given: undefined,
    });
    assertEquals(places.map(({ path }) => path), paths);
  });
}

Deno.test("configPlaces() has a given file stand in for all others, but for locks", () => {
  const places = configPlaces({
    os: "linux",
    environment: () => "/home/zoe",
    cwd: "/work",
    given: "my.jsonc",
  });
  assertEquals(places, [
    { scope: "given", path: "/work/my.jsonc" },
    {
      scope: "system",
      path: "/etc/pyanalytics/client.jsonc",
      onlyLocked: true,
    },
  ]);
});

const USER = { scope: "user", path: "/u" } as const;
const SYSTEM = { scope: "system", path: "/s" } as const;
const GIVEN = { scope: "given", path: "/g" } as const;

function readText(path: string): Promise<string> {
  if (path === "/s") return Promise.resolve("{}");
  return Promise.reject(
    path === "/u"
      ? new Deno.errors.PermissionDenied("denied")
      : new Deno.errors.NotFound("not there"),
  );
}

Deno.test("readConfigFiles() passes over a home that is /dev/null", async () => {
  const readText = () => Promise.reject(new Deno.errors.NotCapable("all"));
  assertEquals(
    await readConfigFiles([USER], { readText, leaveOut: undefined }),
    [],
  );
});

Deno.test("readConfigFiles() passes over usual files that are not there", async () => {
  const places = [{ ...USER, path: "/none" }, SYSTEM];
  assertEquals(
    await readConfigFiles(places, { readText, leaveOut: undefined }),
    [
      { ...SYSTEM, text: "{}" },
    ],
  );
});

for (
  const [place, reason] of [[USER, "denied"], [GIVEN, "not there"]] as const
) {
  Deno.test(`readConfigFiles() says that the ${place.scope} file is ${reason}`, async () => {
    await assertRejects(
      () => readConfigFiles([place], { readText, leaveOut: undefined }),
      OptionError,
      `Cannot read config "${place.path}": ${reason}`,
    );
  });

  Deno.test(`readConfigFiles() leaves out the ${place.scope} file that is ${reason}`, async () => {
    const leftOut: string[] = [];
    const leaveOut = (name: string) => leftOut.push(name);
    const files = await readConfigFiles([place, SYSTEM], {
      readText,
      leaveOut,
    });
    assertEquals(files.map(({ path }) => path), ["/s"]);
    assertEquals(leftOut, [`config.${place.scope}`]);
  });
}

Deno.test("readConfigFiles() hands on that the machine's file cannot be read", async () => {
  const readText = () =>
    Promise.reject(new Deno.errors.PermissionDenied("denied"));
  const leftOut: string[] = [];
  const leaveOut = (name: string) => leftOut.push(name);
  assertEquals(await readConfigFiles([SYSTEM], { readText, leaveOut }), [
    { ...SYSTEM, text: "{}", failure: "denied" },
  ]);
  assertEquals(leftOut, ["config.system"]);
});
