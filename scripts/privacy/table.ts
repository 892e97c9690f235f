/** The fields of an event as a table in Markdown. */
import { type Field, FIELDS } from "../../client/fields.ts";

/** What the table stands between on the page. */
const START = "<!-- fields: made by `task privacy` -->\n";
const END = "<!-- end of fields -->\n";

/**
 * The page with the table of the code's fields in its place.
 *
 * @throws {Error} where the page has no place for it
 */
export function withTable(page: string): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(`Cannot find the place between "${START}" and "${END}"`);
  }
  return page.slice(0, start + START.length) + table() + page.slice(end);
}

function table(): string {
  const rows = Object.entries(FIELDS).flatMap(([name, each]) =>
    isField(each) ? [row(name, each)] : Object.entries<Field>(each).map((
      [member, field],
    ) => row(`${name}.${member}`, field))
  );
  return [
    "| field | what it says | example | option |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function isField(value: object): value is Field {
  return "about" in value && typeof value.about === "string";
}

function row(path: string, { about, example, option }: Field): string {
  const cells = [
    `\`${path}\``,
    about,
    `\`${JSON.stringify(example)}\``,
    option === undefined ? "" : `\`${option}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
    .replace(/\| {2}\|$/, "| |");
}
