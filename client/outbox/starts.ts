/**
 * Starts that were left for a child that is alive already: in a storm nobody notices one child
 * that reports hundreds of starts, but everybody would notice hundreds of children.
 */
import { maskedWords } from "../policy/mask.ts";
import { decodeHandOver, encodeHandOver, type HandOver } from "../hand_over.ts";
import type { ReadEnvironment } from "../switches.ts";
import { join } from "../paths.ts";
import { Drops } from "./drops.ts";
import { listFolder, makeFolders, readBounded, writeWhole } from "./files.ts";
import { START_VARIABLES } from "./start_variables.ts";

/** A start that was left. */
export interface LeftStart {
  /** The path of its file. */
  readonly path: string;
  /** Reported twice it is stored once, by its `uuid`. */
  readonly handOver: HandOver;
  /** What it saw of its environment. */
  readonly environment: ReadEnvironment;
}

export interface LeaveOptions {
  readonly environment: ReadEnvironment;
  /** All variables that are set. */
  readonly variables: readonly string[];
}

/** More are not left: a machine where nobody takes them up has other troubles. */
export const MAX_STARTS = 5000;
const MAX_BYTES = 256 * 1024;

/** Leaves a start in the outbox. @throws where there is no room */
export function leaveStart(
  outbox: string,
  handOver: HandOver,
  options: LeaveOptions,
): void {
  const { uuid } = handOver;
  const folder = join(outbox, "starts");
  if ((listFolder(folder)).length >= MAX_STARTS) {
    new Drops(outbox).add(1);
    return;
  }
  const text = JSON.stringify({
    hand_over: encodeHandOver(withoutSecrets(handOver), MAX_BYTES / 2),
    environment: relevantEnvironment(options),
  });
  writeWhole(text, {
    path: join(folder, `${uuid}.json`),
    temporary: join(outbox, "tmp", `${uuid}.start`),
  });
}

/** The starts that were left; what is none of them is moved aside. */
export function* leftStarts(outbox: string): Generator<LeftStart> {
  const folder = join(outbox, "starts");
  for (const { name, isFile } of listFolder(folder)) {
    const path = join(folder, name);
    const start = isFile ? readStart(path, name) : undefined;
    if (start !== undefined) yield start;
    else moveAside(outbox, name);
  }
}

/** Whether any were left. */
export function hasLeftStarts(outbox: string): boolean {
  return (listFolder(join(outbox, "starts"))).length > 0;
}

function readStart(
  path: string,
  name: string,
): LeftStart | undefined {
  try {
    const text = readBounded(path, MAX_BYTES) ?? "";
    const { hand_over, environment } = JSON.parse(text);
    const handOver = decodeHandOver(hand_over);
    if (handOver === undefined || name !== `${handOver.uuid}.json`) {
      return undefined;
    }
    const variables = new Map(Object.entries<string>(Object(environment)));
    return { path, handOver, environment: (name) => variables.get(name) };
  } catch {
    return undefined;
  }
}

function moveAside(outbox: string, name: string): void {
  const aside = join(outbox, "aside");
  makeFolders(aside);
  Deno.renameSync(join(outbox, "starts", name), join(aside, name));
}

/** What is no secret by any policy may lie on the disk. */
function withoutSecrets(handOver: HandOver): HandOver {
  const { args } = handOver;
  const end = args.indexOf("--") + 1;
  if (end === 0) return handOver;
  return {
    ...handOver,
    args: [...args.slice(0, end), ...maskedWords(args.slice(end))],
  };
}

function relevantEnvironment(
  { environment, variables }: LeaveOptions,
): Record<string, string> {
  const relevant: Record<string, string> = {};
  for (const name of variables) {
    if (!START_VARIABLES.test(name)) continue;
    const value = environment(name);
    if (value !== undefined) relevant[name] = value;
  }
  return relevant;
}
