/** The version of the programs; it lives in `deno.json` alone. */
import config from "../deno.json" with { type: "json" };

export const VERSION: string = config.version;
