import { assertEquals } from "@std/assert";
import type { ConfigFile } from "./config_files.ts";
import { reporting } from "./reporting.ts";
import { readSettings } from "./settings.ts";

interface Given {
  readonly variable?: string;
  readonly user?: string;
  readonly system?: string;
  readonly policy?: string;
  /** Why the machine's file cannot be read. */
  readonly failure?: string;
}

function decide({ variable, failure, ...texts }: Given) {
  const environment = (name: string) => name === variable ? "1" : undefined;
  const files = (["policy", "user", "system"] as const).flatMap(
    (scope): ConfigFile[] => {
      const text = texts[scope];
      return text === undefined ? [] : [{ scope, path: `/${scope}`, text }];
    },
  );
  if (failure !== undefined) {
    files.push({ scope: "system", path: "/system", text: "{}", failure });
  }
  const reading = readSettings({
    args: [],
    environment,
    files,
    leaveOut: () => {},
  });
  const { isOn, decidedBy } = reporting(environment, reading);
  return [isOn, decidedBy];
}

const OFF = '{"enabled": false}';
const ON = '{"enabled": true}';
const LOCKED_OFF = '{"enabled": false, "locked": ["enabled"]}';
const LOCKED_ON = '{"enabled": true, "locked": true}';

const CASES: [given: Given, isOn: boolean, decidedBy: string][] = [
  [{}, true, "the default"],
  [{ variable: "DO_NOT_TRACK" }, false, "DO_NOT_TRACK in the environment"],
  [
    { variable: "PYANALYTICS_DISABLE" },
    false,
    "PYANALYTICS_DISABLE in the environment",
  ],
  [{ user: OFF }, false, '"enabled" in "/user"'],
  [{ system: OFF }, false, '"enabled" in "/system"'],
  [{ system: OFF, user: ON }, true, '"enabled" in "/user"'],
  [{ system: ON, user: OFF }, false, '"enabled" in "/user"'],
  [{ system: LOCKED_OFF, user: ON }, false, '"enabled" in "/system", locked'],
  [{ system: LOCKED_ON, user: OFF }, true, '"enabled" in "/system", locked'],
  [
    { system: LOCKED_ON, variable: "DO_NOT_TRACK" },
    false,
    "DO_NOT_TRACK in the environment",
  ],
  [
    { policy: OFF, system: LOCKED_ON, user: ON },
    false,
    '"enabled" in "/policy", locked',
  ],
  [
    { failure: "denied", user: ON },
    false,
    '"/system", which cannot be read: denied',
  ],
];

for (const [given, isOn, decidedBy] of CASES) {
  Deno.test(`reporting() of ${JSON.stringify(given)} is ${isOn ? "on" : "off"} by ${decidedBy}`, () => {
    assertEquals(decide(given), [isOn, decidedBy]);
  });
}

Deno.test("reporting() is off where the machine's file is no config, whatever the user says", () => {
  const [isOn, decidedBy] = decide({ system: '{"enabled": fal', user: ON });
  assertEquals(isOn, false);
  assertEquals(
    String(decidedBy).startsWith('"/system", which cannot be read: '),
    true,
  );
});
