/** What `query` is asked, and whom it asks. */
import { type ConfigSources, FOLDER_OPTIONS, readConfig } from "../config.ts";
import {
  DEFAULT_ORIGIN,
  integer,
  onOff,
  option,
  OptionError,
  type OptionReading,
  optionsHelp,
  readOptions,
  serverUrl,
} from "../options/mod.ts";

const OPTIONS = {
  data: { ...FOLDER_OPTIONS.data, help: "Folder of the journal; only read" },
  server: option<string | undefined>(
    serverUrl(),
    undefined,
    "Ask this server instead of a folder",
    // Not the client's: what reports to a server need not be what one looks into.
    "PYANALYTICS_QUERY_SERVER",
  ),
  timeoutMs: option(
    integer({ min: 1, max: 3_600_000, placeholder: "MS" }),
    90_000,
    "How long the server may take",
    "PYANALYTICS_QUERY_TIMEOUT_MS",
  ),
  config: {
    ...FOLDER_OPTIONS.config,
    help: 'The server\'s JSONC file, for its "data"',
  },
  help: option(onOff(), false, "Print this, and exit"),
};

/** What `query` is to do. */
export interface QueryOptions {
  readonly help: boolean;
  readonly params: URLSearchParams;
  /** The folder to read, or the server to ask. */
  readonly source:
    | { readonly folder: string }
    | { readonly server: string; readonly timeoutMs: number };
}

/**
 * Reads what `query` is to do.
 *
 * @throws {OptionError} for what cannot be used
 */
export function readQueryOptions(sources: ConfigSources): QueryOptions {
  const { args, environment } = sources;
  const reading = readOptions(OPTIONS, {
    args,
    environment,
    files: [],
    takesOperands: true,
  });
  const [question = "", ...more] = [...reading.operands, ...reading.rest];
  if (more.length > 0) {
    throw new OptionError(
      `Cannot use ${JSON.stringify(more[0])}: a question is one word; ` +
        "put it in quotation marks",
    );
  }
  const { params, server } = readQuestion(question);
  return {
    help: reading.values.help,
    params,
    source: readSource(reading, sources, server),
  };
}

/** The text of `query --help`. */
export function queryHelp(): string {
  return `pyanalytics-server query: counts in a folder or by a server, as a table

Usage: pyanalytics-server query [OPTION...] [QUESTION]

The question is the query string of /v1/count, with or without what stands before it in a URL; of
a whole URL the server is asked, unless --data or --server says otherwise:

  pyanalytics-server query 'group_by=@python&since=30d&top=10'
  pyanalytics-server query --server http://analytics:8888 'group_by=@os&format=csv'
  pyanalytics-server query 'http://analytics:8888/v1/count?group_by=@os'

With format= the answer is written as the server does. The folder may be one that a server
writes to: nothing in it is locked or changed.

Options, each also as environment variable; a flag counts more than a variable:

${optionsHelp(OPTIONS, { inFile: ["data"] })}

Exit code 0 for an answer, 2 for a question that cannot be answered, 1 for anything else.
`;
}

/** A question as it was given. */
interface Question {
  readonly params: URLSearchParams;
  /** Where it was the end of a whole URL. */
  readonly server: string | undefined;
}

/** Reads a query string, alone or at the end of a URL. */
function readQuestion(text: string): Question {
  const isUrl = /^(?:https?:\/\/|\/)/i.test(text);
  // A question mark further behind may be a condition's own: `where=tags.team?`.
  const query = isUrl ? /\?([^#]*)/.exec(text)?.[1] ?? "" : text;
  const params = new URLSearchParams(query);
  if (!isUrl) return { params, server: undefined };
  const url = URL.parse(text, "http://localhost");
  const base = url && /^(.*)\/v1\/count\/?$|^\/$/.exec(url.pathname);
  if (!base) {
    throw new OptionError(
      `Cannot use ${
        JSON.stringify(url?.pathname ?? text)
      }: query asks what /v1/count answers`,
    );
  }
  if (text.startsWith("/")) return { params, server: undefined };
  [url.pathname, url.search, url.hash] = [base[1] ?? "", "", ""];
  return { params, server: url.href.replace(/\/$/, "") };
}

function readSource(
  { values, origins }: OptionReading<typeof OPTIONS>,
  sources: ConfigSources,
  asked: string | undefined,
): QueryOptions["source"] {
  const { data, timeoutMs, config } = values;
  const [isDataFlag, isServerFlag] = [
    origins.data === "--data",
    origins.server === "--server",
  ];
  if (isDataFlag && isServerFlag) {
    throw new OptionError("Cannot use --data with --server: ask one of them");
  }
  const server = isServerFlag ? values.server : asked ?? values.server;
  if (server !== undefined && !isDataFlag) return { server, timeoutMs };
  if (origins.data !== DEFAULT_ORIGIN || config === undefined) {
    return { folder: data };
  }
  const file = { ...sources, args: ["--config", config] };
  return { folder: readConfig(file).values.data };
}
