/** The doorway to `@std/csv`: see README, "Packages". */
// @ts-types="./csv.d.ts"
export { stringify } from "deno-std/csv/stringify.js";
