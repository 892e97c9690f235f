/** The Python code that asks an interpreter about itself, and how its answer is read. */

/** Every fact that the code below answers, in the order of the event. */
export const INTERPRETER_FACTS = [
  "bin",
  "is_64bit",
  "version",
  "compiler",
  "build_date",
  "version_info",
  "have_ucs4",
  "have_readline",
  "openssl_version",
  "sqlite_version",
  "implementation",
  "executable",
] as const;

/** What an interpreter said: a fact that it could not find out is not there. */
export type InterpreterFacts = {
  readonly [Name in typeof INTERPRETER_FACTS[number]]?: unknown;
};

/** Parts the answer from whatever a site's start-up code prints. */
const MARK = "@pyanalytics@";

/**
 * Runs on Python 2.6 to 3.14. Each fact is encoded on its own, so that one that fails, or is no
 * text on Python 2, costs no other. Quotes are single ones, for the sake of Windows. The private
 * modules behind `ssl` and `sqlite3` load in a tenth of the time.
 */
export const INTERPRETER_CODE = `
import sys
if sys.path[:1] == ['']:
    del sys.path[0]
import json, platform
found = []
def fact(name, find):
    try:
        found.append('%s: %s' % (json.dumps(name), json.dumps(find())))
    except Exception:
        pass
def have_readline():
    try:
        import readline
    except ImportError:
        return False
    return True
def openssl_version():
    try:
        import _ssl as ssl
    except ImportError:
        import ssl
    return ssl.OPENSSL_VERSION
def sqlite_version():
    try:
        import _sqlite3 as sqlite3
    except ImportError:
        import sqlite3
    return sqlite3.sqlite_version
fact('bin', lambda: sys.executable)
fact('is_64bit', lambda: sys.maxsize > 2 ** 32)
fact('version', lambda: sys.version)
fact('compiler', platform.python_compiler)
fact('build_date', lambda: platform.python_build()[1])
fact('version_info', lambda: list(sys.version_info))
fact('have_ucs4', lambda: sys.maxunicode > 65536)
fact('have_readline', have_readline)
fact('openssl_version', openssl_version)
fact('sqlite_version', sqlite_version)
fact('implementation', platform.python_implementation)
fact('executable', lambda: sys.executable)
sys.stdout.write('\\n${MARK}{' + ', '.join(found) + '}\\n')
`;

/** The facts in what the code printed. Throws where there are none. */
export function parseAnswer(output: string): InterpreterFacts {
  const answer = output.split("\n").findLast((line) => line.startsWith(MARK));
  if (answer === undefined) throw new Error("The interpreter did not answer");
  const values: Record<string, unknown> = JSON.parse(answer.slice(MARK.length));
  return Object.fromEntries(
    INTERPRETER_FACTS.filter((name) => Object.hasOwn(values, name))
      .map((name) => [name, values[name]]),
  );
}
