/** The doorway to `@std/path`: see README, "Packages". */
// @ts-types="./path.d.ts"
export * from "deno-std/path/mod.js";
