/**
 * Starts that were left for a child that is alive already: in a storm nobody notices one child
 * that reports hundreds of starts, but everybody would notice hundreds of children.
 */
import { maskedWords } from "../policy/mask.ts";
import { decodeHandOver, encodeHandOver, type HandOver } from "../hand_over.ts";
import type { ReadEnvironment } from "../switches.ts";
import { join } from "../paths.ts";
import { Aside } from "./aside.ts";
import { STARTS_BOUNDS } from "./bounds.ts";
import { Drops } from "./drops.ts";
import { isUuid } from "./event_file.ts";
import { DamageError, listFolder, readBounded, writeWhole } from "./files.ts";
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

/** More than any start has. */
const MAX_BYTES = 256 * 1024;
/** Its size is in its name, so that nobody has to ask for the sizes of thousands of files. */
const NAME = /^([\da-f-]{36})\.(\d{1,6})\.json$/;

/**
 * Leaves a start in the outbox, or drops it where nobody takes them up.
 *
 * @throws where it cannot be written
 */
export function leaveStart(
  outbox: string,
  handOver: HandOver,
  options: LeaveOptions,
): void {
  const { uuid } = handOver;
  const folder = join(outbox, "starts");
  const leftBytes = roomIn(folder);
  // What follows takes longer than all else.
  if (leftBytes === 0) return new Drops(outbox).add(1);
  const text = JSON.stringify({
    hand_over: encodeHandOver(withoutSecrets(handOver), MAX_BYTES / 2),
    environment: relevantEnvironment(options),
  });
  const sizeBytes = new TextEncoder().encode(text).length;
  if (sizeBytes > leftBytes) return new Drops(outbox).add(1);
  writeWhole(text, {
    path: join(folder, `${uuid}.${sizeBytes}.json`),
    temporary: join(outbox, "tmp", `${uuid}.start`),
  });
}

/** What is set aside of the starts in an outbox. */
export function startsAside(outbox: string): Aside {
  return new Aside({
    folder: join(outbox, "aside"),
    isEvent: (name) => parseStartName(name) !== undefined,
  });
}

/**
 * The starts that were left. What is none of them is moved aside; what the system does not let be
 * read stays for the next time.
 */
export function* leftStarts(outbox: string): Generator<LeftStart> {
  const folder = join(outbox, "starts");
  const aside = startsAside(outbox);
  for (const { name, isFile } of listFolder(folder)) {
    try {
      if (!isFile) throw new DamageError("Not a file");
      const start = readStart(join(folder, name), name);
      if (start !== undefined) yield start;
    } catch (error) {
      if (error instanceof DamageError) aside.take(folder, name);
    }
  }
}

/** Whether any were left. */
export function hasLeftStarts(outbox: string): boolean {
  return (listFolder(join(outbox, "starts"))).length > 0;
}

/** How many bytes a start may have that is left now; 0 where none may be left. */
function roomIn(folder: string): number {
  const names = listFolder(folder).map(({ name }) => name);
  if (names.length >= STARTS_BOUNDS.maxEvents) return 0;
  const bytes = names.reduce(
    (sum, name) => sum + (parseStartName(name)?.sizeBytes ?? 0),
    0,
  );
  return Math.max(0, Math.min(MAX_BYTES, STARTS_BOUNDS.maxBytes - bytes));
}

function parseStartName(
  name: string,
): { uuid: string; sizeBytes: number } | undefined {
  const [, uuid, size] = NAME.exec(name) ?? [];
  return uuid !== undefined && isUuid(uuid)
    ? { uuid, sizeBytes: Number(size) }
    : undefined;
}

/**
 * `undefined` where it went in the meantime.
 *
 * @throws {DamageError} where it is no start; what the system says where it cannot be read
 */
function readStart(path: string, name: string): LeftStart | undefined {
  const text = readBounded(path, MAX_BYTES);
  if (text === undefined) return undefined;
  try {
    const { hand_over, environment } = JSON.parse(text);
    const handOver = decodeHandOver(hand_over);
    if (
      handOver === undefined || handOver.uuid !== parseStartName(name)?.uuid
    ) throw new SyntaxError("Not the start that the name says");
    const variables = new Map(Object.entries<string>(Object(environment)));
    return { path, handOver, environment: (name) => variables.get(name) };
  } catch (cause) {
    throw new DamageError(`"${path}" is no start`, { cause });
  }
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
