/** The kinds of value an option can have, each with the words that say what it accepts. */

/** How one option's value is read from text (flag, environment) or JSON (file). */
export interface OptionType<T> {
  /** Completes the sentence "must be ...". */
  readonly accepts: string;
  /** The same of a value in a file, where JSON has other forms for it. */
  readonly acceptsInFile?: string;
  /** Whether it is no key of a file. */
  readonly isNotInFiles?: true;
  /** Shown in help after the flag, e.g. `N`; empty for a switch. */
  readonly placeholder: string;
  /** Switches need no value on the command line. */
  readonly isSwitch?: true;
  /** The flag may be given several times. */
  readonly repeats?: true;
  /** Returns `undefined` where the value is not accepted. */
  fromText(text: string): T | undefined;
  fromJson(value: unknown): T | undefined;
}

/** Any text that is not empty. */
export function text(placeholder: string): OptionType<string> {
  const check = (value: unknown) =>
    typeof value === "string" && value !== "" ? value : undefined;
  return {
    accepts: "a text that is not empty",
    placeholder,
    fromText: check,
    fromJson: check,
  };
}

/** A whole number within bounds, both included. */
export function integer(
  { min, max, placeholder = "N" }: {
    min: number;
    max: number;
    placeholder?: string;
  },
): OptionType<number> {
  const check = (value: number) =>
    Number.isInteger(value) && value >= min && value <= max ? value : undefined;
  return {
    accepts: `a whole number from ${min} to ${max}`,
    placeholder,
    fromText: (value) =>
      /^-?\d+$/.test(value) ? check(Number(value)) : undefined,
    fromJson: (value) => typeof value === "number" ? check(value) : undefined,
  };
}

/** One of a few words. */
export function choice<const W extends string>(
  ...words: readonly W[]
): OptionType<W> {
  const check = (value: unknown) => words.find((word) => word === value);
  return {
    accepts: words.map((word) => `"${word}"`).join(" or "),
    placeholder: words.join("|"),
    fromText: check,
    fromJson: check,
  };
}

const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  "": true,
  "1": true,
  "0": false,
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
};

/** On or off. As a flag it needs no value; `--name=false` switches it off. */
export function onOff(): OptionType<boolean> {
  return {
    accepts: "true or false (also 1, 0, yes, no, on, off)",
    acceptsInFile: "true or false",
    placeholder: "",
    isSwitch: true,
    fromText: (value) =>
      Object.hasOwn(SWITCH_WORDS, value.toLowerCase())
        ? SWITCH_WORDS[value.toLowerCase()]
        : undefined,
    fromJson: (value) => typeof value === "boolean" ? value : undefined,
  };
}

/** Several texts that are not empty: a repeated flag, a list in a file. */
export function texts(placeholder: string): OptionType<readonly string[]> {
  const { fromText, accepts } = text(placeholder);
  return {
    accepts,
    acceptsInFile: `a list, each of it ${accepts}`,
    placeholder,
    repeats: true,
    fromText: (value) => fromText(value) === undefined ? undefined : [value],
    fromJson: (value) =>
      Array.isArray(value) &&
        value.every((each) => typeof each === "string" && each !== "")
        ? value
        : undefined,
  };
}

/** `name=value` pairs: a repeated flag, a comma list in the environment, an object in a file. */
export function pairs(placeholder: string): OptionType<Record<string, string>> {
  return {
    accepts: "name=value",
    acceptsInFile: 'an object of texts, such as {"name": "value"}',
    placeholder,
    repeats: true,
    fromText: (value) => {
      const at = value.indexOf("=");
      return at < 1 ? undefined : { [value.slice(0, at)]: value.slice(at + 1) };
    },
    fromJson: (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return undefined;
      }
      const entries = Object.entries(value);
      return entries.every(([, each]) => typeof each === "string")
        ? Object.fromEntries(entries) as Record<string, string>
        : undefined;
    },
  };
}

/** Words: with commas between in a flag or the environment, a list in a file. */
export function list(
  placeholder: string,
  { accepts, isItem }: { accepts: string; isItem: (item: string) => boolean },
): OptionType<readonly string[]> {
  const check = (items: readonly unknown[]) =>
    items.length > 0 &&
      items.every((item) => typeof item === "string" && isItem(item))
      ? items as readonly string[]
      : undefined;
  return {
    accepts: `${accepts}, with commas between`,
    acceptsInFile: `a list of ${accepts}`,
    placeholder: `${placeholder}[,${placeholder}]`,
    fromText: (value) => check(value.split(",")),
    fromJson: (value) => Array.isArray(value) ? check(value) : undefined,
  };
}

/** The base of a server's URLs; comes without a slash at its end. */
export function serverUrl(): OptionType<string> {
  const check = (value: unknown) => {
    if (typeof value !== "string" || !/^https?:\/\//i.test(value)) {
      return undefined;
    }
    const url = URL.parse(value);
    if (url === null || url.search !== "" || url.hash !== "") return undefined;
    return url.href.replace(/\/+$/, "");
  };
  return {
    accepts:
      'an http or https URL without a query, such as "http://analytics:8888"',
    placeholder: "URL",
    fromText: check,
    fromJson: check,
  };
}

/** What one start is asked to do is not for a file to say. */
export function onlyOutsideFiles<T>(type: OptionType<T>): OptionType<T> {
  return {
    ...type,
    isNotInFiles: true,
    fromJson: () => undefined,
  };
}
