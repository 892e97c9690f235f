/** Pieces of DuckDB's SQL that more than one question is built of. */

/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * What kind each member has. Those that come with more than one kind (`uname` is an object or a
 * list) are left as JSON, as `read_json_auto` does when it meets both.
 */
const MEMBERS: Readonly<Record<string, string>> = {
  username: "VARCHAR",
  uuid: "UUID",
  hostname: "VARCHAR",
  hostfqdn: "VARCHAR",
  uname: "JSON",
  python: structOf({
    argv: "VARCHAR[]",
    bin: "VARCHAR",
    is_64bit: "JSON",
    version: "VARCHAR",
    compiler: "VARCHAR",
    build_date: "VARCHAR",
    version_info: "JSON",
    have_readline: "BOOLEAN",
    have_ucs4: "BOOLEAN",
  }),
  os: structOf({ name: "VARCHAR", version: "VARCHAR" }),
  time: structOf({
    utc: "TIMESTAMP",
    std_utc_offset: "DOUBLE",
    epoch: "DOUBLE",
  }),
  client: structOf({ version: "VARCHAR", sent_attempts: "BIGINT" }),
  tags: "JSON",
  server_time: "TIMESTAMP",
};

function structOf(members: Readonly<Record<string, string>>): string {
  const parts = Object.entries(members).map(([name, kind]) =>
    `${name} ${kind}`
  );
  return `STRUCT(${parts.join(", ")})`;
}

/** Reads all events, and of each only `members`; all of them where none are given. */
export function readJson(
  files: string,
  members: Readonly<Record<string, string>> = MEMBERS,
): string {
  const columns = Object.entries(members)
    .map(([name, kind]) => `${name}: ${quoted(kind)}`);
  return `read_json(${
    quoted(files)
  }, format = 'newline_delimited', columns = {${columns.join(", ")}})`;
}

/** Reads all events and finds their kinds by itself. */
export function readJsonAuto(files: string): string {
  return `read_json_auto(${quoted(files)}, format = 'newline_delimited')`;
}

/** Reads all events as texts, in a column `json`. */
export function readJsonObjects(files: string): string {
  return `read_json_objects(${quoted(files)}, format = 'newline_delimited')`;
}
