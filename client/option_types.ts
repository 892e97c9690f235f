/** Kinds of values that only the client's options have. */
import { type OptionType, text } from "../lib/options/mod.ts";

/** Shorter ones can be guessed. */
const MIN_KEY_LENGTH = 16;

/** Not as a flag, which other users can read, and not as a variable, which children inherit. */
export function onlyInFiles<T>(type: OptionType<T>): OptionType<T> {
  return {
    ...type,
    accepts: `${type.accepts}, and only in a file`,
    acceptsInFile: type.acceptsInFile ?? type.accepts,
    fromText: () => undefined,
  };
}

/** A secret text. */
export function hashKey(): OptionType<string> {
  const any = text("KEY");
  return {
    ...any,
    accepts: `a text of at least ${MIN_KEY_LENGTH} characters`,
    fromJson: (value) => {
      const key = any.fromJson(value);
      return key !== undefined && key.length >= MIN_KEY_LENGTH
        ? key
        : undefined;
    },
  };
}
