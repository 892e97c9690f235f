import { assertEquals } from "@std/assert";
import { EngineBench } from "../testing/engine_bench.ts";

Deno.test("an engine says that its answer lacks a segment that was listed, wherever that was", () => {
  using bench = new EngineBench();
  for (const day of ["2026-11-21", "2026-11-22", "2026-11-23"]) {
    bench.append(day, `{"a":1,"server_time":"${day}T10:00:00.000Z"}\n`);
  }
  const { views, engine } = bench;
  assertEquals(bench.count("group_by=a").record_count, 3);
  assertEquals(engine.lacksSegments, false);
  for (const gone of [0, 2]) {
    const path = views[gone]!.path.replace("11-2", "10-2");
    const listed = views.map((view, at) =>
      at === gone ? { ...view, path } : view
    );
    assertEquals(bench.count("group_by=a", listed).record_count, 2);
    assertEquals(engine.lacksSegments, true);
  }
});
