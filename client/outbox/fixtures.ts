/** What the outbox's tests have in common. */
import { join } from "@std/path";
import type { BatchAnswer } from "./verdict.ts";

/** A folder that goes with its test. */
export class TestFolder implements Disposable {
  readonly path: string = Deno.realPathSync(
    Deno.makeTempDirSync({ prefix: "pyanalytics-outbox-" }),
  );

  /** All files in it, as paths relative to it. */
  files(folder = this.path): string[] {
    return Array.from(Deno.readDirSync(folder)).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory
        ? this.files(path)
        : [path.slice(this.path.length + 1)];
    }).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** A `uuid` for each number. */
export function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** The numbers of the events in a batch's text. */
export function numbersIn(lines: string): number[] {
  return lines.trimEnd().split("\n")
    .map((line) => parseInt(JSON.parse(line).uuid.slice(-12), 16));
}

/** A server's answer. */
export function answer(
  status: number,
  body: unknown = "",
  retryAfter: string | null = null,
): BatchAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, text, retryAfter };
}
