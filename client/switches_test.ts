import { assertEquals } from "@std/assert";
import { offSwitch } from "./switches.ts";

for (
  const name of ["PYANALYTICS_DISABLE", "DO_NOT_TRACK", "PYANALYTICS_CHILD"]
) {
  for (const value of ["1", "true", "yes", "on", "x", "\ufffd"]) {
    Deno.test(`offSwitch() takes ${name}=${value} for off`, () => {
      assertEquals(
        offSwitch((each) => each === name ? value : undefined),
        name,
      );
    });
  }
  for (const value of ["", "0", "false", "No", "OFF", undefined]) {
    Deno.test(`offSwitch() takes ${name}=${value} for on`, () => {
      assertEquals(
        offSwitch((each) => each === name ? value : undefined),
        undefined,
      );
    });
  }
}
