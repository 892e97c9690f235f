/** The client's help. */
import { OPTIONS } from "./options.ts";
import { VERSION } from "../lib/version.ts";

/** What `--help` shows. */
export const HELP = `pyanalytics-client ${VERSION}
Reports one start of Python: which one, where, and what it runs.

  pyanalytics-client [options] [-- ARGUMENTS OF PYTHON]

Without --wait or --print it goes on in the background and is back at once: it
prints nothing and always exits with 0. Wrapper scripts call it this way.

Look at it
  --print              Show the exact event, and send nothing
  --wait               Deliver now, and show what the server answered;
                       exits with 1 if that failed
  --verbose            As --wait, and say more while at it
  --help, --version

What to send, and where
  --server URL         The server (default: ${OPTIONS.server.fallback})
  --python PATH        The interpreter to report (default: the first of python3,
                       python and py on PATH that is not one of our wrappers)
  --tag NAME=VALUE     Add a fact of your own under "tags"; may be repeated
  --timeout-ms N       The time for everything (default: ${OPTIONS.timeoutMs.fallback})
  --wrapper NAME       Said by a wrapper script: which one it is

Where options come from
  The command line, then the environment, then files of JSON with comments:
  --config FILE        Read this one instead of the usual two, the user's and
                       the system's client.jsonc (see below)

  option               in the environment          in a file
  --server             PYANALYTICS_SERVER          "server"
  --python             PYANALYTICS_PYTHON          "python"
  --tag                PYANALYTICS_TAG=a=1,b=2     "tag": {"a": "1", "b": "2"}
  --timeout-ms         PYANALYTICS_TIMEOUT_MS      "timeout_ms"
  --config             PYANALYTICS_CLIENT_CONFIG

  Tags from all of these are sent together.

  Linux    ~/.config/pyanalytics/client.jsonc    (or in $XDG_CONFIG_HOME)
           /etc/pyanalytics/client.jsonc
  macOS    ~/Library/Application Support/pyanalytics/client.jsonc
           /Library/Application Support/pyanalytics/client.jsonc
  Windows  %APPDATA%\\pyanalytics\\client.jsonc
           %PROGRAMDATA%\\pyanalytics\\client.jsonc

Switch it off
  PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1 in the environment: nothing is
  collected and nothing sent, with --wait too. Only --print still shows.

Privacy
  Arguments that look like passwords, tokens or keys are replaced by *** before
  they leave this machine, as is program text after -c. --print shows all.`;
