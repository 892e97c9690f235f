import { assertEquals } from "@std/assert";
import { ciSystem, isEphemeral } from "./ci.ts";

type Variables = Readonly<Record<string, string>>;

const CASES: [
  environment: Variables,
  container: string | undefined,
  ci: string | undefined,
  ephemeral: boolean,
][] = [
  [{}, undefined, undefined, false],
  [{ CI: "true", GITHUB_ACTIONS: "true" }, undefined, "github-actions", true],
  [
    { GITHUB_ACTIONS: "true", RUNNER_ENVIRONMENT: "self-hosted" },
    undefined,
    "github-actions",
    false,
  ],
  [{ CI: "true", GITLAB_CI: "true" }, "docker", "gitlab-ci", true],
  [{ JENKINS_URL: "https://ci/" }, undefined, "jenkins", true],
  [{ TF_BUILD: "True" }, undefined, "azure-pipelines", true],
  [{ CI: "1" }, undefined, "other", true],
  [{ CI: "false", TRAVIS: "0" }, undefined, undefined, false],
  [{ AWS_LAMBDA_FUNCTION_NAME: "f" }, undefined, undefined, true],
  [{}, "docker", undefined, true],
  [{}, "kubernetes", undefined, true],
  [{}, "lxc", undefined, false],
];

for (const [variables, container, ci, ephemeral] of CASES) {
  const name = `${JSON.stringify(variables)} in ${container}`;
  Deno.test(`ciSystem() and isEphemeral() of ${name}`, () => {
    const environment = (name: string) => variables[name];
    const of = { environment, container };
    assertEquals(ciSystem(environment), ci);
    assertEquals(isEphemeral({ ...of, configured: undefined }), ephemeral);
    assertEquals(isEphemeral({ ...of, configured: !ephemeral }), !ephemeral);
  });
}
