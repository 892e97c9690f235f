import { CI_VARIABLES } from "../facts/ci.ts";
import { SESSION_VARIABLES } from "../facts/session_variables.ts";

/**
 * The environment that the report of a start may depend on. Of a start that is left for another
 * process these variables are kept, and no others.
 */
export const START_VARIABLES = new RegExp(
  `^(${
    [
      // Options and switches.
      "PYANALYTICS_(?!CHILD$)\\w+",
      "DO_NOT_TRACK",
      // Folders of configuration.
      "HOME",
      "XDG_\\w+_HOME",
      "APPDATA",
      "LOCALAPPDATA",
      "PROGRAMDATA",
      "SystemRoot",
      // Who, and on what.
      "LOGNAME",
      "USER",
      "LNAME",
      "USERNAME",
      "PROCESSOR_\\w+",
      // The interpreter.
      "PATH",
      "PATHEXT",
      "PYENV_\\w+",
      // Where it runs.
      ...CI_VARIABLES,
      ...SESSION_VARIABLES,
    ].join("|")
  })$`,
);
