/** Config files, flags and variables that are nearly right, of the server and of the client. */
import { readSettings } from "../../client/settings.ts";
import { describeConfig, readConfig } from "../../lib/config.ts";
import { OptionError } from "../../lib/options/mod.ts";
import type { Random } from "../../lib/testing/random.ts";
import { JSON_TOKENS } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { Finding, type Target, type TargetKind } from "./target.ts";

const FILES = [
  `{ "host": "0.0.0.0", "port": 8888, "data": "d", "sync": "os" }`,
  `{ // why\n "max_body_bytes": 1048576, "uuid_window": 1000, "tls_cert": "a", "tls_key": "b", }`,
  `{ "server": "http://analytics.example:8888", "tag": { "team": "ci" }, "timeout_ms": 500 }`,
  `{ "cache_mb": 1, "query_timeout_ms": 1, "drain_timeout_ms": 0, "check_config": true }`,
  `{ "locked": ["server"], "server": "http://x", "argv": "none" }`,
  `{ "__proto__": { "port": 1 }, "constructor": 1 }`,
] as const;

const FLAGS = [
  "--port=1",
  "--port",
  "--sync=os",
  "--data=x",
  "--tag=a=b",
  "--no-tag",
  "--help",
  "--wait",
  "--server=http://x",
  "--__proto__=1",
  "--",
  "-",
  "x",
] as const;

const TOKENS: readonly [string, ...string[]] = [
  ...JSON_TOKENS,
  "//",
  "/*",
  "*/",
  "--",
  "=",
  `"port"`,
  "8888",
  "1e9",
];

/** The target. */
export const configFiles: TargetKind = {
  name: "config files",
  share: 1,
  inputsPerTarget: 1_000_000,
  concurrency: 1,
  open: () => Promise.resolve(new ConfigFiles()),
};

class ConfigFiles implements Target {
  feed(random: Random): Promise<void> {
    const text = mutatedText(random, random.pick(FILES));
    const args = Array.from(
      { length: random.below(3) },
      () => mutatedText(random, random.pick(FLAGS)),
    );
    const value = mutatedText(random, "8888");
    const environment = (name: string) =>
      name.endsWith("PORT") || name.endsWith("SERVER") ? value : undefined;
    const read = random.isWithin(0.5)
      ? () =>
        describeConfig(readConfig({
          args: ["--config=file", ...args],
          environment,
          readTextFile: () => text,
        }))
      : () =>
        readSettings({
          args,
          environment,
          files: [{ scope: "system", path: "file", text }],
          leaveOut: undefined,
        });
    try {
      read();
    } catch (error) {
      // One clear line, of a bounded length, is all that may come of it.
      if (!(error instanceof OptionError)) throw error;
      if (error.message.includes("\n")) {
        throw new Finding(`several lines: ${error.message}`);
      }
    }
    if (({} as { polluted?: unknown }).polluted !== undefined) {
      throw new Finding("Object.prototype was changed");
    }
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function mutatedText(random: Random, text: string): string {
  const bytes = mutate(random, new TextEncoder().encode(text), TOKENS);
  return new TextDecoder().decode(bytes);
}
