/** Virtual fields: values that are computed from a record when a question names them. */
import type { JsonObject, JsonValue } from "../json/exact.ts";
import { bucketOf, INTERVALS } from "./interval.ts";
import { serverTimeOf } from "./record.ts";

type Find = (record: JsonObject) => JsonValue | undefined;

/** One virtual field. */
export interface VirtualField {
  readonly name: string;
  readonly meaning: string;
  readonly find: Find;
}

/** Every virtual field there is. */
export const VIRTUAL_FIELDS: readonly VirtualField[] = [
  {
    name: "@python",
    meaning: "Python's major and minor version, such as 3.11",
    find: pythonVersion,
  },
  {
    name: "@os",
    meaning: "Operating system: Linux, Windows, Darwin",
    find: (record) => unameMember(record, "system", 0),
  },
  {
    name: "@arch",
    meaning: "Machine architecture, such as x86_64",
    find: (record) => unameMember(record, "machine", 4),
  },
  ...INTERVALS.map((interval): VirtualField => ({
    name: `@${interval}`,
    meaning: `The ${interval} in which the server took the event in, UTC`,
    find: (record) => {
      const time = serverTimeOf(record);
      return time === undefined ? undefined : bucketOf(time, interval);
    },
  })),
];

/** The virtual field of a name; `undefined` where there is none. */
export function virtualField(name: string): VirtualField | undefined {
  return VIRTUAL_FIELDS.find((field) => field.name === name);
}

function own(value: JsonValue | undefined, key: string): JsonValue | undefined {
  const isObject = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  return isObject && Object.hasOwn(value, key)
    ? (value as JsonObject)[key]
    : undefined;
}

/** From `python.version_info`, else from the beginning of `python.version`. */
function pythonVersion(record: JsonObject): string | undefined {
  const python = own(record, "python");
  const info = own(python, "version_info");
  if (
    Array.isArray(info) && Number.isInteger(info[0]) &&
    Number.isInteger(info[1])
  ) {
    return `${info[0]}.${info[1]}`;
  }
  const version = own(python, "version");
  return typeof version === "string"
    ? /^\d+\.\d+/.exec(version)?.[0]
    : undefined;
}

/** Later clients send `uname` as an object, the first ones as a list. */
function unameMember(
  record: JsonObject,
  key: string,
  index: number,
): JsonValue | undefined {
  const uname = own(record, "uname");
  return Array.isArray(uname) ? uname[index] : own(uname, key);
}
