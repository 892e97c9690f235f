import { assertEquals } from "@std/assert";
import { outboxPlaces, type OutboxPlacesOptions } from "./places.ts";

type Os = OutboxPlacesOptions["os"];

const CASES: [
  name: string,
  os: Os,
  environment: Record<string, string>,
  folders: string[],
][] = [
  ["of a user on Linux", "linux", { HOME: "/home/zoe" }, [
    "/home/zoe/.local/state/pyanalytics/outbox",
    "/var/spool/pyanalytics/1000",
  ]],
  ["with XDG_STATE_HOME", "linux", { HOME: "/h", XDG_STATE_HOME: "/s" }, [
    "/s/pyanalytics/outbox",
    "/var/spool/pyanalytics/1000",
  ]],
  ["with a relative XDG_STATE_HOME", "linux", {
    HOME: "/h",
    XDG_STATE_HOME: "s",
  }, [
    "/h/.local/state/pyanalytics/outbox",
    "/var/spool/pyanalytics/1000",
  ]],
  ["without a home", "linux", {}, ["/var/spool/pyanalytics/1000"]],
  ["with a relative home", "linux", { HOME: "x" }, [
    "/var/spool/pyanalytics/1000",
  ]],
  ["on macOS", "darwin", { HOME: "/Users/zoe" }, [
    "/Users/zoe/Library/Application Support/pyanalytics/outbox",
    "/Library/Application Support/pyanalytics/outbox/1000",
  ]],
  ["on Windows", "windows", {
    LOCALAPPDATA: "C:\\Users\\Zoë\\AppData\\Local",
    PROGRAMDATA: "C:\\ProgramData",
    USERNAME: "CORP\\..\\zoe",
  }, [
    "C:\\Users\\Zoë\\AppData\\Local\\pyanalytics\\outbox",
    "C:\\ProgramData\\pyanalytics\\outbox\\CORP_zoe",
  ]],
  ["where one is named", "linux", {
    HOME: "/h",
    PYANALYTICS_OUTBOX: "/srv/outbox",
  }, ["/srv/outbox/1000"]],
  ["where a relative one is named", "linux", {
    HOME: "/h",
    PYANALYTICS_OUTBOX: "outbox",
  }, []],
  ["where none is wanted", "linux", {
    HOME: "/h",
    PYANALYTICS_OUTBOX: "off",
  }, []],
];

for (const [name, os, environment, folders] of CASES) {
  Deno.test(`outboxPlaces() ${name}`, () => {
    const places = outboxPlaces({
      os,
      environment: (name) => environment[name],
      userId: os === "windows" ? null : 1000,
    });
    assertEquals(places.map(({ folder }) => folder), folders);
  });
}
