/** The doorway to `@std/cli`: see README, "Packages". */
// @ts-types="./cli.d.ts"
export { parseArgs } from "deno-std/cli/parse_args.js";
