/**
 * Writes the table of all fields into docs/PRIVACY.md: `task privacy`. With `--check` it writes
 * nothing and fails where the table there is not that of the code.
 */
import { fromFileUrl } from "@std/path";
import { withTable } from "./privacy/table.ts";

const PATH = fromFileUrl(new URL("../docs/PRIVACY.md", import.meta.url));

const page = await Deno.readTextFile(PATH);
const made = withTable(page);
if (!Deno.args.includes("--check")) {
  await Deno.writeTextFile(PATH, made);
} else if (made !== page) {
  console.error('docs/PRIVACY.md is out of date: run "task privacy"');
  Deno.exitCode = 1;
}
