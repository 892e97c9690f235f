/**
 * The variables by which containers, services, sessions and jobs tell who they are; each may have
 * limits of its own.
 */
export const SESSION_VARIABLES: readonly string[] = [
  "container",
  "KUBERNETES_SERVICE_HOST",
  "INVOCATION_ID",
  "XDG_SESSION_ID",
  "SLURM_JOB_ID",
  "SLURM_STEP_ID",
  "PBS_JOBID",
  "LSB_JOBID",
];
