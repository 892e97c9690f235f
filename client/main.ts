/**
 * The client's entry.
 *
 * Called at every start of Python, it must be over before anyone notices: what is imported here
 * is read every time, all else stands behind `import()`.
 */
import { decodeHandOver, type HandOver } from "./hand_over.ts";
import { admit } from "./outbox/admit.ts";
import type { Process } from "./process.ts";
import { relaunch } from "./relaunch.ts";
import { safeFolder } from "./safe_folder.ts";
import { CHILD_VARIABLE, isNo, offSwitch } from "./switches.ts";

const FOREGROUND = [
  "--help",
  "--version",
  "--print",
  "--wait",
  "--verbose",
  "--timings",
];

/** What a user at a terminal asks for, if one does. */
type Audience = "none" | "report" | "command";

async function main(audience: Audience): Promise<number> {
  const handOver = decodeHandOver(environment(CHILD_VARIABLE) ?? "");
  if (handOver !== undefined) {
    const { runChild } = await import("./child.ts");
    await runChild(handOver, process());
  } else if (audience === "command") {
    const { runCommand } = await import("./commands/mod.ts");
    return await runCommand(process());
  } else if (audience === "report") {
    const { runForeground } = await import("./foreground.ts");
    return await runForeground(process());
  } else if (offSwitch(environment) === undefined) {
    const handOver = await admitted({
      args: Deno.args,
      startMs: performance.timeOrigin,
      uuid: crypto.randomUUID(),
      ...workingFolder(),
    });
    if (handOver === undefined) return 0;
    if (Deno.build.os === "windows") await keepHandles();
    relaunch(handOver, {
      command: await ownCommand(),
      os: Deno.build.os,
      folder: safeFolder(Deno.build.os, environment),
      start: (command, options) =>
        new Deno.Command(command, options).spawn().unref(),
    });
  }
  return 0;
}

/** What a child is to be told; `undefined` where none is to be started. */
async function admitted(handOver: HandOver): Promise<HandOver | undefined> {
  try {
    return await admit(handOver, {
      os: Deno.build.os,
      environment,
      userId: Deno.uid(),
      nowMs: Date.now,
      leave: async (outbox: string) => {
        const { leaveStart } = await import("./outbox/starts.ts");
        const variables = Object.keys(Deno.env.toObject());
        leaveStart(outbox, handOver, { environment, variables });
      },
    });
  } catch {
    return handOver;
  }
}

function audienceOf(args: readonly string[]): Audience {
  // Wrappers pass options alone before `--`.
  if (args[0] !== undefined && !args[0].startsWith("-")) return "command";
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  return own.some(isForReport) ? "report" : "none";
}

/** Without regular expressions: to make the first takes longer than to read all arguments. */
function isForReport(arg: string): boolean {
  if (arg === "-h") return true;
  const end = arg.indexOf("=");
  return end < 0
    ? FOREGROUND.includes(arg)
    : FOREGROUND.includes(arg.slice(0, end)) && !isNo(arg.slice(end + 1));
}

function environment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    // It is set, to something that is not Unicode.
    return "\ufffd";
  }
}

/** The directory may have been deleted. */
function workingFolder(): { cwd?: string } {
  try {
    return { cwd: Deno.cwd() };
  } catch {
    return {};
  }
}

/** So that nobody waits for the child. */
async function keepHandles(): Promise<void> {
  try {
    const { keepHandles } = await import("./inheritance.ts");
    keepHandles();
  } catch {
    // Then somebody may.
  }
}

/** From source the child needs to be told what it may do, which is what this process may. */
async function ownCommand(): Promise<[string, ...string[]]> {
  if (Deno.build.standalone) return [Deno.execPath()];
  const isGranted = (permission: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(permission).state === "granted";
  const names = ["env", "net", "read", "run", "write"] as const;
  const kinds = ["hostname", "osRelease", "systemMemoryInfo", "uid"] as const;
  const flags = [
    ...names.filter((name) => isGranted({ name }))
      .map((name) => `--allow-${name}`),
    ...kinds.filter((kind) => isGranted({ name: "sys", kind }))
      .map((kind) => `--allow-sys=${kind}`),
  ];
  if (Deno.build.os === "windows") {
    const { KERNEL: path } = await import("./inheritance.ts");
    if (isGranted({ name: "ffi", path })) flags.push(`--allow-ffi=${path}`);
  }
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", ...flags]
    .concat(Deno.mainModule) as [string, ...string[]];
}

function process(): Process {
  return {
    args: Deno.args,
    startMs: performance.timeOrigin,
    now: () => performance.now(),
    ...workingFolder(),
    environment,
    setEnvironment: (name, value) => Deno.env.set(name, value),
    isTerminal: Deno.stdout.isTerminal(),
    print: (text) => console.log(text),
    printError: (text) => console.error(text),
    exit: (code) => Deno.exit(code),
  };
}

if (import.meta.main) {
  const audience = audienceOf(Deno.args);
  let code: number;
  try {
    code = await main(audience);
  } catch {
    // In the background, whatever is wrong is not the caller's trouble: a user asks with
    // --verbose. In the foreground not even the reason could be written.
    code = audience === "none" ? 0 : 1;
  }
  Deno.exit(code);
}
