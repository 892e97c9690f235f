/** `token`: adds, lists and removes the tokens of a folder. */
import {
  changeTokens,
  hashSecret,
  newTokenSecret,
  readTokens,
  readTokenUses,
  type Token,
} from "../access/mod.ts";
import type { CommandContext } from "./command.ts";
import { readTokenTask, tokenHelp, type TokenTask } from "./token_options.ts";
import { writeAll } from "./write_all.ts";

/**
 * Does what the arguments say.
 *
 * @throws {Error} where that cannot be done; then nothing has changed
 */
export async function token(context: CommandContext): Promise<number> {
  const task = readTokenTask(context);
  if (task.kind !== "help") context.limitTo(`token ${task.kind}`);
  const text = await textFor(task, context.clock());
  await writeAll(context.stdout, new TextEncoder().encode(text));
  return 0;
}

async function textFor(task: TokenTask, now: Date): Promise<string> {
  switch (task.kind) {
    case "help":
      return tokenHelp();
    case "add":
      return `${await add(task, now)}\n`;
    case "list":
      return list(task.folder);
    case "remove":
      await remove(task);
      return `Removed ${task.name}\n`;
  }
}

/** Returns the new token's secret. */
async function add(
  { folder, name, rights }: TokenTask & { kind: "add" },
  now: Date,
): Promise<string> {
  const secret = newTokenSecret();
  const sha256 = await hashSecret(secret);
  await changeTokens(folder, (tokens) => {
    if (tokens.some((token) => token.name === name)) {
      throw new Error(
        `Cannot add "${name}": there is a token of that name; remove it first`,
      );
    }
    return [...tokens, { name, rights, sha256, created: now.toISOString() }];
  });
  return secret;
}

async function remove(
  { folder, name }: TokenTask & { kind: "remove" },
): Promise<void> {
  const nothing = () =>
    new Error(`Cannot remove "${name}": there is no token of that name`);
  // Where there are none, no folder is made to find that out.
  if (readTokens(folder).length === 0) throw nothing();
  await changeTokens(folder, (tokens) => {
    const kept = tokens.filter((token) => token.name !== name);
    if (kept.length === tokens.length) throw nothing();
    return kept;
  });
}

function list(folder: string): string {
  const tokens = readTokens(folder);
  if (tokens.length === 0) return "No tokens\n";
  const uses = readTokenUses(folder);
  const rows = [
    ["name", "rights", "created", "last use"],
    ...tokens.map((token: Token) => [
      token.name,
      token.rights.join(","),
      token.created,
      uses[token.sha256] ?? "never",
    ]),
  ];
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => row[column]!.length))
  );
  return rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  ).join("\n") + "\n";
}
