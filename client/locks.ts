/** What the administrator decided, so that no user can decide otherwise. */
import type { OptionType } from "../lib/options/mod.ts";

/** `true` locks every key of the file, `false` none, a list those it names. */
export type Locked = boolean | readonly string[];

/** `"locked"` of the machine's file. */
export function locked(keys: () => readonly string[]): OptionType<Locked> {
  return {
    accepts: "true, false or a list of keys, and only in the machine's file",
    placeholder: "",
    fromText: () => undefined,
    fromJson: (value) => {
      if (typeof value === "boolean") return value;
      return Array.isArray(value) &&
          value.every((each) => keys().includes(each))
        ? value
        : undefined;
    },
  };
}

/** Where Windows keeps what group policies say to this program. */
export const POLICY_KEY = "HKLM\\SOFTWARE\\Policies\\PythonAnalytics";

/**
 * The policy's values as the text of a config file. A value has the name of a key of such a
 * file, in any case and with or without its underscores: `TimeoutMs`.
 *
 * @param values as `reg query` shows them: numbers as `0x1`
 * @param types the options by the keys of a file
 */
export function policyText(
  values: Readonly<Record<string, string>>,
  types: Readonly<Record<string, OptionType<unknown>>>,
): string {
  const plain = (name: string) => name.replaceAll("_", "").toLowerCase();
  const entries = Object.entries(values).map(([name, text]) => {
    const key = Object.keys(types).find((each) => plain(each) === plain(name));
    return [key ?? name, key === undefined ? text : valueOf(text, types[key]!)];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** A text that is not accepted stays as it is, for the message that says so. */
function valueOf(text: string, type: OptionType<unknown>): unknown {
  if (type.repeats) {
    const parts = text.split(",").map((each) => type.fromText(each));
    return parts.includes(undefined) ? text : Object.assign({}, ...parts);
  }
  const isNumber = /^(0x[\da-f]+|\d+)$/i.test(text);
  const number = Number(text);
  const word = isNumber ? number !== 0 : text.toLowerCase() === "true";
  return [text, ...isNumber ? [number] : [], word].find((each) =>
    type.fromJson(each) !== undefined
  ) ?? text;
}
