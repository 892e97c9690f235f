import { assertEquals } from "@std/assert";
import { DeadlineError } from "./deadline.ts";
import { type FakeMachine, fakeProbes } from "./facts/fake_probes.ts";
import { loadSettings } from "./load_settings.ts";
import { POLICY_KEY } from "./locks.ts";
import { reporting } from "./reporting.ts";

const FILE = "C:\\Users\\zoe\\pyanalytics\\client.jsonc";
const QUERY = `reg query ${POLICY_KEY}`;

/** What the registry answers, and what becomes of a user's wish to report. */
const POLICIES: readonly [
  name: string,
  answers: NonNullable<FakeMachine["answers"]>,
  isOn: boolean,
  decidedBy: string,
][] = [
  ["there is no policy", {}, true, `"enabled" in "${FILE}"`],
  [
    "a policy switches it off",
    { [QUERY]: "    Enabled    REG_DWORD    0x0\r\n" },
    false,
    `"enabled" in "${POLICY_KEY}", locked`,
  ],
  [
    "nobody knows whether there is a policy",
    { [QUERY]: () => Promise.reject(new DeadlineError("too slow")) },
    false,
    `"${POLICY_KEY}", which cannot be read: too slow`,
  ],
];

for (const [name, answers, isOn, decidedBy] of POLICIES) {
  Deno.test(`loadSettings() has reporting ${isOn ? "on" : "off"} where ${name}`, async () => {
    const probes = fakeProbes({
      os: "windows",
      environment: { APPDATA: "C:\\Users\\zoe" },
      files: { [FILE]: '{ "enabled": true }' },
      answers,
    });
    const reading = await loadSettings({ args: [], cwd: undefined, probes });
    assertEquals(reporting(probes.environment, reading), { isOn, decidedBy });
  });
}
