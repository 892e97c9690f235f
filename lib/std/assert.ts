/** The doorway to `@std/assert`: see README, "Packages". */
// @ts-types="./assert.d.ts"
export * from "deno-std/assert/mod.js";
