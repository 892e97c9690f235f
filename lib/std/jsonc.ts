/** The doorway to `@std/jsonc`: see README, "Packages". */
// @ts-types="./jsonc.d.ts"
export * from "deno-std/jsonc/mod.js";
