/** The doorway to `@std/http`: see README, "Packages". */
// @ts-types="./http.d.ts"
export { accepts } from "deno-std/http/negotiation.js";
