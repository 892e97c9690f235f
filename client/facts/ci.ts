/** Which system for continuous integration this runs in, and whether the machine will last. */
import { isNo, type ReadEnvironment } from "../switches.ts";

/** The variable by which each system makes itself known; its own documentation names it. */
const SYSTEMS: readonly [variable: string, name: string][] = [
  ["GITHUB_ACTIONS", "github-actions"],
  ["GITLAB_CI", "gitlab-ci"],
  ["JENKINS_URL", "jenkins"],
  ["TF_BUILD", "azure-pipelines"],
  ["CIRCLECI", "circleci"],
  ["BUILDKITE", "buildkite"],
  ["TEAMCITY_VERSION", "teamcity"],
  ["TRAVIS", "travis-ci"],
  ["APPVEYOR", "appveyor"],
  ["BITBUCKET_BUILD_NUMBER", "bitbucket-pipelines"],
  ["CODEBUILD_BUILD_ID", "aws-codebuild"],
  ["CIRRUS_CI", "cirrus-ci"],
  ["DRONE", "drone"],
  ["SEMAPHORE", "semaphore"],
  ["bamboo_buildKey", "bamboo"],
  ["GO_PIPELINE_NAME", "gocd"],
  ["HUDSON_URL", "hudson"],
];

/** Where code runs in a machine that is made for it. */
const SERVERLESS = [
  "AWS_LAMBDA_FUNCTION_NAME",
  "K_SERVICE",
  "FUNCTIONS_WORKER_RUNTIME",
];

/** All variables that are read here. */
export const CI_VARIABLES: readonly string[] = [
  "CI",
  "RUNNER_ENVIRONMENT",
  ...SYSTEMS.map(([variable]) => variable),
  ...SERVERLESS,
];

/** Its name; `other` where only `CI` is set; `undefined` outside. */
export function ciSystem(environment: ReadEnvironment): string | undefined {
  const isSet = (name: string) => !isNo(environment(name) ?? "");
  const known = SYSTEMS.find(([variable]) => isSet(variable))?.[1];
  return known ?? (isSet("CI") ? "other" : undefined);
}

export interface EphemeralOptions {
  readonly environment: ReadEnvironment;
  readonly container: string | undefined;
  /** What the configuration says. */
  readonly configured: boolean | undefined;
}

/**
 * Whether this machine is likely gone after its job: in continuous integration, unless its
 * runner says that it is the site's own; in containers of orchestrators and of Docker's kind,
 * unlike those that are kept as machines; in serverless functions.
 */
export function isEphemeral(
  { environment, container, configured }: EphemeralOptions,
): boolean {
  if (configured !== undefined) return configured;
  if (environment("RUNNER_ENVIRONMENT") === "self-hosted") return false;
  if (ciSystem(environment) !== undefined) return true;
  if (SERVERLESS.some((name) => environment(name))) return true;
  return container !== undefined && !KEPT.includes(container);
}

/** Containers that people treat as machines. */
const KEPT = ["lxc", "lxc-libvirt", "systemd-nspawn", "wsl", "toolbx"];
