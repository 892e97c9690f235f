import { assertEquals } from "@std/assert";
import { START_VARIABLES } from "./start_variables.ts";

const KEPT: [name: string, kept: boolean][] = [
  ["HOME", true],
  ["PYANALYTICS_ARGV", true],
  ["PYANALYTICS_CHILD", false],
  ["GITHUB_ACTIONS", true],
  ["AWS_LAMBDA_FUNCTION_NAME", true],
  ["SLURM_JOB_ID", true],
  ["AWS_SECRET_ACCESS_KEY", false],
  ["GITHUB_TOKEN", false],
  ["CI_JOB_TOKEN", false],
];

for (const [name, kept] of KEPT) {
  Deno.test(`START_VARIABLES ${kept ? "has" : "leaves out"} ${name}`, () => {
    assertEquals(START_VARIABLES.test(name), kept);
  });
}
