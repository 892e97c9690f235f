/** The client's help. */
import { type Command, COMMANDS } from "./commands/mod.ts";
import { OPTIONS } from "./options.ts";
import { VERSION } from "../lib/version.ts";

/** What `--help` shows. */
export const HELP = `pyanalytics-client ${VERSION}
Reports one start of Python: which one, where, and what it runs.

  pyanalytics-client [options] [-- ARGUMENTS OF PYTHON]
  pyanalytics-client COMMAND [options]

Without --wait or --print it goes on in the background and is back at once: it
prints nothing and always exits with 0. Wrapper scripts call it this way.

Look at it
  --print              Show the exact event, and send nothing
  --wait               Deliver now, and show what the server answered;
                       exits with 1 if that failed
  --verbose            As --wait, and say more while at it
  --timings            Show how long each fact took; without --print as --wait
  --help, --version

Commands (COMMAND --help says more)
${COMMANDS.map(commandLine).join("\n")}

What to send, and where
  --server URL         The server (default: ${OPTIONS.server.fallback})
  --python PATH        The interpreter to report (default: the first of python3,
                       python and py on PATH that is not one of our wrappers)
  --tag NAME=VALUE     Add a fact of your own under "tags"; may be repeated
  --timeout-ms N       The time for everything (default: ${OPTIONS.timeoutMs.fallback})
  --wrapper NAME       Said by a wrapper script: which one it is
  --packages           Send names and versions of the installed packages too
  --facts-dir DIR      Facts of your own: JSON files and programs that print
                       JSON (default: facts.d beside the two files below)
  --ephemeral[=no]     Whether this machine is soon gone (default: found out)

What not to send
  --argv POLICY        Of the words behind the interpreter: none, script (the
                       script's name or -m and the module's), or full, with ***
                       for what looks like a secret (default: ${OPTIONS.argv.fallback})
  --user-names HOW     plain, hash or none (default: ${OPTIONS.userNames.fallback})
  --host-names HOW     plain, hash or none (default: ${OPTIONS.hostNames.fallback})
  "hash_key"           In a file alone: the site's secret for those hashes

Where options come from
  The command line, then the environment, then files of JSON with comments:
  --config FILE        Read this one instead of the usual two, the user's and
                       the system's client.jsonc (see below)

  option               in the environment          in a file
  --server             PYANALYTICS_SERVER          "server"
  --python             PYANALYTICS_PYTHON          "python"
  --tag                PYANALYTICS_TAG=a=1,b=2     "tag": {"a": "1", "b": "2"}
  --timeout-ms         PYANALYTICS_TIMEOUT_MS      "timeout_ms"
  --argv               PYANALYTICS_ARGV            "argv"
  --user-names         PYANALYTICS_USER_NAMES      "user_names"
  --host-names         PYANALYTICS_HOST_NAMES      "host_names"
  --packages           PYANALYTICS_PACKAGES        "packages"
  --facts-dir          PYANALYTICS_FACTS_DIR       "facts_dir"
  --ephemeral          PYANALYTICS_EPHEMERAL       "ephemeral"
  --config             PYANALYTICS_CLIENT_CONFIG

  Tags from all of these are sent together.

  Linux    ~/.config/pyanalytics/client.jsonc    (or in $XDG_CONFIG_HOME)
           /etc/pyanalytics/client.jsonc
  macOS    ~/Library/Application Support/pyanalytics/client.jsonc
           /Library/Application Support/pyanalytics/client.jsonc
  Windows  %APPDATA%\\pyanalytics\\client.jsonc
           %PROGRAMDATA%\\pyanalytics\\client.jsonc

  In the second file "locked": ["server", "argv"] keeps users from changing
  these, and "locked": true all that the file holds. On Windows the values of
  HKLM\\SOFTWARE\\Policies\\PythonAnalytics (Enabled, Server, ...) count first.

While the server is away
  Events wait in ~/.local/state/pyanalytics/outbox (or in $XDG_STATE_HOME), on
  macOS in ~/Library/Application Support, on Windows in %LOCALAPPDATA%, and the
  next start delivers them. PYANALYTICS_OUTBOX=DIR names another folder, off
  none. Accounts without a home use /var/spool/pyanalytics, where that was made.

Switch it off
  PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1 in the environment, or
  "enabled": false in a file: nothing is collected and nothing sent, with
  --wait too. Only --print still shows.

Privacy
  docs/PRIVACY.md lists every field that is sent. --print shows the very event.`;

function commandLine({ usage, summary }: Command): string {
  return `  ${usage.padEnd(20)} ${summary}`;
}
