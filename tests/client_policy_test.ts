/** What the client keeps back, and what switches it off, as a whole process. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { clientTests, PYTHON, Sandbox, startServer } from "./client_process.ts";

const test = clientTests();

/** No busy machine is to cost a fact. */
const PATIENT = ["--timeout-ms", "30000"];

/** Writes the user's file, and returns the folder it is in. */
async function configure(sandbox: Sandbox, text: string): Promise<string> {
  const folder = `${sandbox.folder}/home/.config/pyanalytics`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/client.jsonc`, text);
  return folder;
}

const WORDS = ["--", "/srv/jobs/job.py", "--password", "hunter2", "out.csv"];

const POLICIES: [policy: string | undefined, argv: string[]][] = [
  [undefined, ["job.py"]],
  ["none", []],
  ["full", ["/srv/jobs/job.py", "--password", "***", "out.csv"]],
];

for (const [policy, argv] of POLICIES) {
  test(`sends of the words what the policy ${policy} allows`, async (client) => {
    await using sandbox = new Sandbox();
    await using server = startServer();
    const { code } = await sandbox.client(
      client,
      ["--wait", "--server", server.url, ...WORDS],
      { PYANALYTICS_ARGV: policy },
    );
    assertEquals(code, 0);
    assertEquals(JSON.parse(server.bodies[0]!).python.argv, argv);
    assertEquals(server.bodies[0]!.includes("hunter2"), false);
  });
}

test("sends no name of user or host where the file says so", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  await configure(
    sandbox,
    '{"user_names": "hash", "host_names": "hash", "hash_key": "of this site alone"}',
  );
  const { code } = await sandbox.client(
    client,
    ["--wait", "--server", server.url],
    { USER: "zoe-of-the-test" },
  );
  assertEquals(code, 0);
  const event = JSON.parse(server.bodies[0]!);
  for (const name of [event.username, event.hostname, event.uname.node]) {
    assertMatch(name, /^[\da-f]{32}$/);
  }
  assertEquals(server.bodies[0]!.includes("zoe-of-the-test"), false);
  assertEquals(server.bodies[0]!.includes(`"${Deno.hostname()}"`), false);
});

test("sends nothing where the user's file switches it off, and says which with --verbose", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const folder = await configure(sandbox, '{"enabled": false}');
  const args = ["--server", server.url];
  await sandbox.client(client, args);
  await sandbox.gone();
  const { code, stderr } = await sandbox.client(client, [...args, "--verbose"]);
  assertEquals([code, stderr], [
    0,
    `Nothing is sent: switched off by "enabled" in "${folder}/client.jsonc"\n`,
  ]);
  assertEquals(server.bodies, []);
});

test("asks an interpreter once, and then remembers", async (client) => {
  await using sandbox = new Sandbox();
  const args = ["--print", "--python", PYTHON, ...PATIENT];
  const print = async () => {
    const { stdout } = await sandbox.client(client, args);
    return JSON.parse(stdout).python;
  };
  const first = await print();
  const folder = `${sandbox.folder}/home/.cache/pyanalytics`;
  for (const { name } of Deno.readDirSync(folder)) {
    const text = Deno.readTextFileSync(`${folder}/${name}`);
    Deno.writeTextFileSync(
      `${folder}/${name}`,
      text.replace('"compiler":', '"compiler":"kept","was":'),
    );
  }
  assertEquals(await print(), {
    ...first,
    compiler: "kept",
    was: first.compiler,
  });
});

test("adds the site's facts, and shows with --timings how long each fact took", async (client) => {
  await using sandbox = new Sandbox();
  const folder = `${await configure(sandbox, "{}")}/facts.d`;
  await Deno.mkdir(folder, { mode: 0o755 });
  await Deno.writeTextFile(`${folder}/owner.json`, '{"team": "data"}');
  await Deno.writeTextFile(`${folder}/disk`, "#!/bin/sh\necho 7\n", {
    mode: 0o755,
  });
  await Deno.writeTextFile(`${folder}/fails`, "#!/bin/sh\nexit 1\n", {
    mode: 0o755,
  });
  const { stdout, stderr } = await sandbox.client(client, [
    "--print",
    "--timings",
    ...PATIENT,
  ]);
  const { site, client: self } = JSON.parse(stdout);
  assertEquals(site, { disk: 7, owner: { team: "data" } });
  assertEquals(self.missing, ["site.fails"]);
  const lines = stderr.trimEnd().split("\n");
  const [, ...sources] = lines.slice(0, -1)
    .map((line) => line.slice(21).split(/ {2,}/));
  const factsOf = (source: string) =>
    sources.filter(([name]) => name === source).map(([, facts]) => facts);
  assertEquals(factsOf(`read ${folder}/owner.json`), ["site.owner"]);
  assertEquals(factsOf(`run ${folder}/disk`), ["site.disk"]);
  assertEquals(factsOf(`run ${folder}/fails`), ["site.fails (no answer)"]);
  assertEquals(factsOf("read /etc/os-release")[0]?.slice(0, 3), "os.");
  assertEquals(lines.at(-1), "Missing: site.fails");
  const begun = lines.slice(1, -1).map((line) => {
    const [, begun] = /^ *(\d+\.\d) ms +\d+\.\d ms {2}/.exec(line) ?? [];
    return Number(begun);
  });
  assertEquals(begun, begun.toSorted((a, b) => a - b));
  // Each fact of the event is of some source.
  const named = sources.map(([, facts]) => facts).join(" ");
  for (const name of ["python.{bin,is_64bit", "machine.cores", "hostfqdn"]) {
    assertStringIncludes(named, name);
  }
});

test("names the installed packages where it is told to", async (client) => {
  await using sandbox = new Sandbox();
  const print = async (...args: string[]) => {
    const { stdout } = await sandbox.client(client, [
      "--print",
      ...PATIENT,
      ...args,
    ]);
    return JSON.parse(stdout).python;
  };
  assertEquals((await print()).packages, undefined);
  const { packages, package_count } = await print("--packages");
  assertEquals(Object.keys(packages).length, package_count);
});
