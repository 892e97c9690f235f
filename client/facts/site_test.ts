import { assertEquals } from "@std/assert";
import { createMachine } from "../machine.ts";
import { type FactsFolder, siteFacts } from "./site.ts";

/** What is written into a folder, and with which mode. */
type Files = Readonly<Record<string, { text: string; mode?: number }>>;

async function collect(
  files: Files,
  options: { folderMode?: number; runsPrograms?: boolean } = {},
) {
  const path = await Deno.makeTempDir();
  const failed: string[] = [];
  try {
    for (const [name, { text, mode }] of Object.entries(files)) {
      await Deno.writeTextFile(`${path}/${name}`, text);
      await Deno.chmod(`${path}/${name}`, mode ?? 0o644);
    }
    await Deno.chmod(path, options.folderMode ?? 0o755);
    using machine = createMachine({
      environment: Deno.env.get,
      detached: false,
    });
    const folder: FactsFolder = {
      path,
      runsPrograms: options.runsPrograms ?? true,
    };
    const facts = await siteFacts({
      folders: [{ ...folder, path: `${path}/none` }, folder],
      find: async (name, work) => {
        try {
          return await work(machine);
        } catch {
          failed.push(name);
          return undefined;
        }
      },
    });
    return { facts, failed };
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });
}

const PROGRAM = (text: string) => ({
  text: `#!/bin/sh\n${text}\n`,
  mode: 0o755,
});

test("siteFacts() reads JSON and runs programs, each under its name", async () => {
  assertEquals(
    await collect({
      "owner.json": { text: '{"team": "data", "cost": 7}' },
      "disk.sh": PROGRAM('echo "[1, 2]"'),
      "guard": PROGRAM('echo "\\"$PYANALYTICS_CHILD\\""'),
      "rack.eu.json": { text: '"r12"' },
    }),
    {
      facts: {
        disk: [1, 2],
        guard: "1",
        owner: { team: "data", cost: 7 },
        "rack.eu": "r12",
      },
      failed: [],
    },
  );
});

test("siteFacts() leaves out what fails, and nothing else", async () => {
  const { facts, failed } = await collect({
    "bad.json": { text: "{" },
    "exits.sh": PROGRAM("exit 3"),
    "good.json": { text: "true" },
    "hangs.sh": PROGRAM("sleep 1000"),
    "long.json": { text: `"${"x".repeat(64 * 1024)}"` },
    "noisy.sh": PROGRAM(`printf '"%070000d"' 7`),
    "public.json": { text: "1", mode: 0o666 },
    "readme.txt": { text: "no program" },
  });
  assertEquals(facts, { good: true });
  assertEquals(failed.sort(), [
    "site.bad",
    "site.exits",
    "site.hangs",
    "site.long",
    "site.noisy",
    "site.public",
    "site.readme",
  ]);
});

test("siteFacts() passes over hidden files and copies", async () => {
  const files = { ".x.json": { text: "1" }, "x.json~": { text: "1" } };
  assertEquals(await collect(files), { facts: undefined, failed: [] });
});

test("siteFacts() uses no folder that everybody can write", async () => {
  const files = { "x.json": { text: "1" } };
  assertEquals(await collect(files, { folderMode: 0o777 }), {
    facts: undefined,
    failed: ["site"],
  });
});

test("siteFacts() runs no programs where it may only read", async () => {
  const files = { "a.json": { text: "1" }, "b.sh": PROGRAM("echo 2") };
  assertEquals(await collect(files, { runsPrograms: false }), {
    facts: { a: 1 },
    failed: [],
  });
});

test("siteFacts() reads at most 32 files", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`f${at}.json`, { text: "1" }]),
  );
  const { facts } = await collect(files);
  assertEquals(Object.keys(facts!).length, 32);
});
