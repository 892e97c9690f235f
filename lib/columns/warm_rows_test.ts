import { parse } from "../testing/engine_bench.ts";
import { fieldOf } from "./field.ts";
import { warmUpRows } from "./warm_rows.ts";

Deno.test("warmUpRows() goes through its blocks: warming up ends at an error, and says nothing", () => {
  parse("group_by=uuid").groupBy.map(fieldOf).forEach(warmUpRows);
});
