/** What `token` is to do. */
import {
  isRight,
  isTokenName,
  type Right,
  RIGHTS,
  TOKEN_NAME_RULE,
} from "../access/mod.ts";
import { type ConfigSources, FOLDER_OPTIONS, readConfig } from "../config.ts";
import {
  DEFAULT_ORIGIN,
  list,
  onOff,
  option,
  OptionError,
  optionsHelp,
  readOptions,
} from "../options/mod.ts";

const OPTIONS = {
  rights: option<readonly string[] | undefined>(
    list("RIGHT", { accepts: `any of ${RIGHTS.join(", ")}`, isItem: isRight }),
    undefined,
    "With add: what the token is for; several with commas. admin includes the others",
    "PYANALYTICS_TOKEN_RIGHTS",
  ),
  data: {
    ...FOLDER_OPTIONS.data,
    help: "Folder of the journal, where the tokens are too",
  },
  config: {
    ...FOLDER_OPTIONS.config,
    help: 'The server\'s JSONC file, for its "data"',
  },
  help: option(onOff(), false, "Print this, and exit"),
};

/** What is to be done with the tokens of a folder. */
export type TokenTask =
  | { readonly kind: "help" }
  | {
    readonly kind: "add";
    readonly folder: string;
    readonly name: string;
    readonly rights: readonly Right[];
  }
  | { readonly kind: "list"; readonly folder: string }
  | { readonly kind: "remove"; readonly folder: string; readonly name: string };

/**
 * Reads what `token` is to do.
 *
 * @throws {OptionError} for what cannot be used
 */
export function readTokenTask(sources: ConfigSources): TokenTask {
  const { args, environment } = sources;
  const { values, origins, operands, rest } = readOptions(OPTIONS, {
    args,
    environment,
    files: [],
    takesOperands: true,
  });
  if (values.help) return { kind: "help" };
  const folder = origins.data === DEFAULT_ORIGIN && values.config !== undefined
    ? readConfig({ ...sources, args: ["--config", values.config] }).values.data
    : values.data;
  const [kind, ...names] = [...operands, ...rest];
  switch (kind) {
    case "add":
      if (values.rights === undefined) {
        throw new OptionError(
          `Cannot add a token without --rights: any of ${RIGHTS.join(", ")}`,
        );
      }
      return {
        kind,
        folder,
        name: oneName(names),
        rights: RIGHTS.filter((right) => values.rights?.includes(right)),
      };
    case "remove":
      return { kind, folder, name: oneName(names) };
    case "list":
      if (names.length === 0) return { kind, folder };
      throw new OptionError(`Cannot use ${JSON.stringify(names[0])} with list`);
    default:
      throw new OptionError(
        `What to do must be "add", "list" or "remove", got ${
          kind === undefined ? "nothing" : JSON.stringify(kind)
        }: see token --help`,
      );
  }
}

/** The text of `token --help`. */
export function tokenHelp(): string {
  return `pyanalytics-server token: who may write, read and administer

Usage: pyanalytics-server token add NAME --rights RIGHT[,RIGHT] [--data DIR]
       pyanalytics-server token list [--data DIR]
       pyanalytics-server token remove NAME [--data DIR]

add prints the new token, and nobody can show it again: only its hash is kept. Programs send it
as "Authorization: Bearer TOKEN", browsers sign in with it at /sign-in. A running server knows
of a change within a second; its token that was removed is refused from then on.

Options, each also as environment variable; a flag counts more than a variable:

${optionsHelp(OPTIONS, { inFile: ["data"] })}
`;
}

function oneName(names: readonly string[]): string {
  const [name] = names;
  if (name === undefined || names.length > 1) {
    throw new OptionError(`One name must be given, got ${names.length}`);
  }
  if (isTokenName(name)) return name;
  throw new OptionError(
    `A token's name must be ${TOKEN_NAME_RULE}, got ${JSON.stringify(name)}`,
  );
}
