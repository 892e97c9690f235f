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
  "base_prefix",
  "platform",
  "arch",
  "is_venv",
  "is_conda",
  "is_pyenv",
  "is_debug",
  "is_free_threaded",
  "package_count",
] as const;

/** What is answered only where it is asked for. */
const PACKAGES = "packages";

/** What an interpreter said: a fact that it could not find out is not there. */
export type InterpreterFacts = {
  readonly [Name in typeof INTERPRETER_FACTS[number] | typeof PACKAGES]?:
    unknown;
};

export interface InterpreterAnswer {
  readonly facts: InterpreterFacts;
  /** Files and folders, there or not, that the facts hold no longer than. */
  readonly watched: readonly string[];
}

/** Parts the answer from whatever a site's start-up code prints. */
const MARK = "@pyanalytics@";

/** The word behind the code that has it name the packages. */
export const ASK_FOR_PACKAGES = "packages";

/**
 * Runs on Python 2.6 to 3.15. Each fact is encoded on its own, so that one that fails, or is no
 * text on Python 2, costs no other. Quotes are single ones, for the sake of Windows. The private
 * modules behind `ssl` and `sqlite3` load in a tenth of the time.
 *
 * As `-S` keeps the site's code from running, virtual environments and their packages are found
 * the way that the `site` module finds them. PyPy brings packages among its own library, and not
 * all of them have their version in their name. Jython's numbers are the same on every machine.
 */
export const INTERPRETER_CODE = `
import sys
if sys.path[:1] == ['']:
    del sys.path[0]
import json, os, platform
join, parent = os.path.join, os.path.dirname
found, watched = [], []
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
def text_of(path):
    watched.append(path)
    if not os.path.isfile(path):
        return None
    stream = open(path)
    try:
        return stream.read()
    finally:
        stream.close()
def platform_name():
    try:
        from sysconfig import get_platform
    except ImportError:
        from distutils.util import get_platform
    return get_platform()
def is_64bit():
    if sys.platform.startswith('java'):
        return platform.architecture()[0] == '64bit'
    return sys.maxsize > 2 ** 32
def arch():
    name = getattr(getattr(sys, 'implementation', None), '_multiarch', '')
    if '-' in name:
        return name.split('-')[0]
    name = platform_name()
    if name == 'win32':
        return 'x86'
    name = name.split('-')[-1]
    for told_nothing in ('universal', 'fat', 'java'):
        if name.startswith(told_nothing):
            name = platform.machine()
    if not is_64bit() and name == 'x86_64':
        name = 'i686'
    return name
python = 'python%d.%d' % sys.version_info[:2]
is_free_threaded = 'free-threading' in sys.version
prefix = sys.prefix
base = getattr(sys, 'base_prefix', getattr(sys, 'real_prefix', prefix))
is_venv, sees_base = False, True
def find_venv():
    global prefix, base, is_venv, sees_base
    folder = parent(os.path.abspath(sys.executable))
    for place in (folder, parent(folder)):
        config = text_of(join(place, 'pyvenv.cfg'))
        if config is not None:
            prefix, is_venv = parent(folder), True
            words = config.lower().replace(' ', '')
            sees_base = 'include-system-site-packages=true' in words
            return
    original = text_of(join(prefix, 'lib', python, 'orig-prefix.txt'))
    if original is not None:
        base, is_venv = original.strip(), True
        mark = join(prefix, 'lib', python, 'no-global-site-packages.txt')
        sees_base = text_of(mark) is None
try:
    find_venv()
except Exception:
    pass
def package_folders():
    threads = is_free_threaded and 't' or ''
    pypy = python.replace('python', 'pypy')
    folders, seen = [], set()
    paths = [join(base, 'lib', pypy)]
    for root in [prefix] + (sees_base and [base] or []):
        paths += [
            join(root, 'lib', python + threads, 'site-packages'),
            join(root, 'lib64', python + threads, 'site-packages'),
            join(root, 'lib', pypy, 'site-packages'),
            join(root, 'site-packages'),
            join(root, 'Lib', 'site-packages'),
            join(root, 'lib', python, 'dist-packages'),
            join(root, 'lib', 'python3', 'dist-packages'),
            join(root, 'local', 'lib', python, 'dist-packages'),
            join(root, 'local', 'lib', pypy, 'dist-packages')]
    for path in paths:
        real = os.path.realpath(path)
        if os.path.isdir(path) and real not in seen:
            if 'python3' in path and sys.version_info[0] < 3:
                continue
            seen.add(real)
            folders.append(path)
    return folders
def version_within(path):
    for file in (join(path, 'METADATA'), join(path, 'PKG-INFO'), path):
        try:
            stream = open(file, 'rb')
            try:
                text = stream.read().decode('latin-1')
            finally:
                stream.close()
        except (IOError, OSError):
            continue
        for line in text.split('\\n'):
            if line.startswith('Version:'):
                return line[8:].strip()
    return ''
def find_packages():
    packages = {}
    for folder in package_folders():
        watched.append(folder)
        for name in os.listdir(folder):
            for end in ('.dist-info', '.egg-info', '.egg', '.egg-link'):
                if name.endswith(end):
                    parts = name[:-len(end)].split('-') + ['']
                    version = parts[1] or version_within(join(folder, name))
                    packages.setdefault(parts[0], version)
    return packages
def is_pyenv():
    name = os.path.basename(parent(base))
    return name == 'versions' and 'pyenv' in base.lower()
def is_conda():
    return True in [os.path.isdir(join(root, 'conda-meta'))
        for root in (prefix, base)]
fact('bin', lambda: sys.executable)
fact('is_64bit', is_64bit)
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
fact('base_prefix', lambda: base)
fact('platform', platform_name)
fact('arch', arch)
fact('is_venv', lambda: is_venv)
fact('is_conda', is_conda)
fact('is_pyenv', is_pyenv)
fact('is_debug', lambda: hasattr(sys, 'gettotalrefcount'))
fact('is_free_threaded', lambda: is_free_threaded)
fact('package_count', lambda: len(find_packages()))
if '${ASK_FOR_PACKAGES}' in sys.argv[1:]:
    fact('${PACKAGES}', find_packages)
fact('watched', lambda: sorted(set(watched)))
sys.stdout.write('\\n${MARK}{' + ', '.join(found) + '}\\n')
`;

/** What the code printed. Throws where that is no answer. */
export function parseAnswer(output: string): InterpreterAnswer {
  const answer = output.split("\n").findLast((line) => line.startsWith(MARK));
  if (answer === undefined) throw new Error("The interpreter did not answer");
  const values: Record<string, unknown> = JSON.parse(answer.slice(MARK.length));
  const facts = [...INTERPRETER_FACTS, PACKAGES]
    .filter((name) => Object.hasOwn(values, name))
    .map((name) => [name, values[name]]);
  const { watched } = values;
  return {
    facts: Object.fromEntries(facts),
    watched: Array.isArray(watched) ? watched.map(String) : [],
  };
}
