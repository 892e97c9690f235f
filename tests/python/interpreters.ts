/**
 * The interpreters that tests run on: those of this machine, a Python 2.7 that `.ci/python2.sh`
 * prepares, and any that `PYANALYTICS_TEST_PYTHONS` names, with colons between them.
 */
import { USUAL_NAME } from "../../client/install/shims.ts";
import { prepared } from "../prepared.ts";

export interface Interpreter {
  /** For the names of tests: its version, and where it is. */
  readonly name: string;
  readonly path: string;
  /** Such as `2.7.18`. */
  readonly version: string;
  /** Why it cannot be run here; `undefined` where it can. */
  readonly unavailable: string | undefined;
}

/** Each interpreter once, the oldest first. */
export const INTERPRETERS: readonly Interpreter[] = interpreters();

function interpreters(): Interpreter[] {
  const named = separated("PYANALYTICS_TEST_PYTHONS");
  const python2 = prepared("python2");
  const paths = [...onPath(), ...ofPyenv(), ...named];
  if (python2.unavailable === undefined) {
    paths.push(`${python2.folder}/root/usr/bin/python2.7`);
  }
  const found = new Map<string, Interpreter>();
  for (const path of paths) {
    const answer = ask(path);
    // A version manager's stand-in runs only what was chosen; what somebody named has to run.
    if (answer !== undefined) found.set(answer.path, answer);
    else if (named.includes(path)) {
      throw new Error(
        `Cannot run "${path}", which PYANALYTICS_TEST_PYTHONS names`,
      );
    }
  }
  const sorted = [...found.values()].sort((one, other) =>
    one.name.localeCompare(other.name, "en", { numeric: true })
  );
  const { unavailable } = python2;
  if (unavailable === undefined) return sorted;
  const name = `2.7 (${unavailable})`;
  return [{ name, path: "", version: "", unavailable }, ...sorted];
}

/** Interpreters by their usual names, versions among them. */
function onPath(): string[] {
  return separated("PATH").flatMap((folder) =>
    namesIn(folder)
      .filter((name) => USUAL_NAME.test(name))
      .map((name) => `${folder}/${name}`)
  );
}

function ofPyenv(): string[] {
  const root = Deno.env.get("PYENV_ROOT") ?? `${Deno.env.get("HOME")}/.pyenv`;
  return namesIn(`${root}/versions`)
    .map((name) => `${root}/versions/${name}/bin/python`);
}

/** What it says of itself: by the path that is its own, whichever link leads there. */
function ask(path: string): Interpreter | undefined {
  const code =
    `import os, sys; print(os.path.realpath(sys.executable)); print("%d.%d.%d" % sys.version_info[:3])`;
  try {
    const { success, stdout } = new Deno.Command(path, {
      args: ["-E", "-S", "-c", code],
      stderr: "null",
    }).outputSync();
    if (!success) return undefined;
    const [own, version] = new TextDecoder().decode(stdout).split("\n");
    return {
      name: `${version} (${own})`,
      path: own!,
      version: version!,
      unavailable: undefined,
    };
  } catch {
    return undefined;
  }
}

function separated(variable: string): string[] {
  return (Deno.env.get(variable) ?? "").split(":").filter(Boolean);
}

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}
