/** Counts as a Markdown table for tickets, and texts that no Markdown can be made with. */
import type { CountResult } from "../query/mod.ts";
import { percent } from "../web/layout.ts";

/**
 * A summary and a table of the groups, line by line, in GitHub Flavored Markdown
 * (https://github.github.com/gfm/#tables-extension-).
 */
export function* countMarkdown(
  result: CountResult,
): Generator<string, void, void> {
  const { groups } = result;
  const paths = [result.grouped_by ?? []].flat();
  const distinct = Object.keys(
    groups?.at(0)?.distinct ?? result.distinct ?? {},
  );
  const heading = [
    ...paths.map(pathMarkdown),
    "Count",
    ...(groups ? ["Share"] : []),
    ...distinct.map((path) => `Distinct ${pathMarkdown(path)}`),
    ...(groups ? ["First seen", "Last seen"] : []),
  ];
  const isNumber = (index: number) =>
    index >= paths.length &&
    index < heading.length - (groups ? 2 : 0);
  yield `${summary(result)}\n\n`;
  yield tableRow(heading);
  yield tableRow(heading.map((_, index) => isNumber(index) ? "---:" : "---"));
  if (groups === undefined) {
    yield tableRow([
      `${result.record_count}`,
      ...distinct.map((path) => `${result.distinct?.[path] ?? 0}`),
    ]);
    return;
  }
  for (const group of groups) {
    yield tableRow([
      ...group.key.map(escapeMarkdown),
      `${group.count}`,
      percent(group.share),
      ...distinct.map((path) => `${group.distinct?.[path] ?? 0}`),
      day(group.first_seen),
      day(group.last_seen),
    ]);
  }
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

/**
 * The text as Markdown that shows it as it is, in a cell of a table too.
 *
 * What begins HTML is written as entities and what is Markdown's own with a backslash. Control
 * characters become U+FFFD; blanks that break lines and what turns the direction of text become
 * entities. A zero-width space keeps GitHub from telling the person after an `@`, from linking
 * the ticket after a `#`, and from drawing `:smile:`; an entity or a backslash would not, since
 * it looks for them in the finished page. An address of mail may become a link to itself.
 */
export function escapeMarkdown(text: string): string {
  return text.toWellFormed()
    .replace(CONTROL, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(/[&<>]/g, (character) => ENTITIES[character]!)
    .replace(/[\\`*_{}[\]|~$]/g, "\\$&")
    .replace(/:(?=\/\/)|(?<=www)\./gi, "\\$&")
    .replace(UNSEEN, (character) => `&#${character.codePointAt(0)};`)
    .replace(REFERENCE, "$&&#8203;");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** All but the tab and the breaks of lines. */
// deno-lint-ignore no-control-regex -- control characters are what it is about
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const UNSEEN = /[\t\n\p{Format}\p{Line_Separator}\p{Paragraph_Separator}]/gu;
const REFERENCE = /(?<!\w)@(?=\w)|(?<!&)#(?=\d)|:(?=[a-z+-][\w+-]*:)/gi;

/** A plain path stands as code, where `@os` tells nobody. */
function pathMarkdown(path: string): string {
  return /^[\w@.-]+$/.test(path) ? `\`${path}\`` : escapeMarkdown(path);
}

function summary(
  { record_count, error_count, grouped_key_count, groups }: CountResult,
): string {
  const start = `${counted(record_count, "record")}, ${error_count} ${
    error_count === 1 ? "lacks" : "lack"
  } a path`;
  if (groups === undefined || grouped_key_count === undefined) return start;
  const shown = groups.length < grouped_key_count
    ? ` (the first ${groups.length} are shown)`
    : "";
  return `${start}, ${counted(grouped_key_count, "group")}${shown}`;
}

function day(time: string | null): string {
  return time?.slice(0, 10) ?? "";
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
