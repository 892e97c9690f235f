import { assertEquals } from "@std/assert";
import { type FakeMachine, fakeProbes } from "./facts/fake_probes.ts";
import { START_VARIABLES } from "./outbox/start_variables.ts";
import { Reporter } from "./reporter.ts";

const UUID = "0dedaf4b-4581-480a-ad36-79d3b4c0fe8f";

function handOver(...args: string[]) {
  return { args, cwd: "/work", startMs: 1, uuid: UUID };
}

/** Reports a left start on such a machine; tells which variables were read. */
async function reportLeft(
  machine: FakeMachine,
  environment: Record<string, string>,
  ...args: string[]
) {
  const read = new Set<string>();
  const probes = fakeProbes(machine);
  const report = await new Reporter({ probes, now: () => 0 }).reportLeft({
    path: "/left",
    handOver: handOver(...args),
    environment: (name) => {
      read.add(name);
      return environment[name];
    },
  });
  return { report, read, ran: probes.ran };
}

for (const os of ["linux", "darwin", "windows"] as const) {
  Deno.test(`START_VARIABLES has every variable that a report reads on ${os}`, async () => {
    const folders = os === "windows"
      ? { LOCALAPPDATA: "C:\\l", APPDATA: "C:\\a", PROGRAMDATA: "C:\\p" }
      : { HOME: "/home/zoe" };
    const { read } = await reportLeft({ os }, { ...folders, PATH: "/bin" });
    const lacking = [...read].filter((name) => !START_VARIABLES.test(name));
    assertEquals(lacking, []);
    assertEquals(read.size > 20, true, `only ${read.size}`);
  });
}

Deno.test("Reporter.reportLeft() reports a start as it was, not as the reporting process is", async () => {
  const { report } = await reportLeft(
    { environment: { USER: "other", PYANALYTICS_SERVER: "http://other" } },
    { USER: "zoe", PYANALYTICS_SERVER: "http://host", GITLAB_CI: "true" },
    "--wrapper",
    "sh",
    "--",
    "x.py",
  );
  assertEquals(report?.server, "http://host");
  assertEquals(report?.atMs, 1);
  const { uuid, username, python, client, machine } = report!.event;
  assertEquals([uuid, username, client.wrapper], [UUID, "zoe", "sh"]);
  assertEquals(python.argv, ["x.py"]);
  assertEquals(machine?.ci, "gitlab-ci");
});

Deno.test("Reporter.reportLeft() reports nothing of flags that it does not know, or where a file switches it off", async () => {
  const unknown = await reportLeft({}, {}, "--nope");
  assertEquals(unknown.report, undefined);
  const off = await reportLeft({
    files: {
      "/home/zoe/.config/pyanalytics/client.jsonc": '{"enabled": false}',
    },
  }, { HOME: "/home/zoe" });
  assertEquals(off.report, undefined);
});

Deno.test("Reporter asks the machine once, however many starts it reports", async () => {
  const probes = fakeProbes({});
  const reporter = new Reporter({ probes, now: () => 0 });
  const report = () =>
    reporter.reportLeft({
      path: "/left",
      handOver: handOver("--python", "/py"),
      environment: () => undefined,
    });
  await report();
  const once = probes.ran.length;
  assertEquals(once > 0, true);
  for (let start = 0; start < 5; start++) await report();
  assertEquals(probes.ran.length, once);
});
