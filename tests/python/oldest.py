"""Says what in a program Python 2.6 would not understand, a line for each; reads it from stdin.

The grammar of 2.6 has everything else that this looks at; what a library has is checked against
the names that its documentation has for 2.6. Runs on Python 3.8 or later.
"""
import ast
import sys

MODULES = {
    "json", "os", "platform", "readline", "signal", "sqlite3", "ssl", "sys", "time", "_sqlite3",
    "_ssl",
}
# Only where a failure to import them is caught.
IF_THERE = {"sysconfig", "distutils.util", "_subprocess", "_winapi"}
NAMES = {
    "json": {"dumps"},
    "os": {
        "O_RDWR", "X_OK", "_exit", "access", "closerange", "devnull", "dup2", "environ", "execvp",
        "fork", "listdir", "name", "open", "path", "pathsep", "setsid", "waitpid",
    },
    "os.environ": {"get"},
    "os.path": {
        "abspath", "basename", "dirname", "isdir", "isfile", "join", "realpath",
    },
    "platform": {
        "architecture", "machine", "python_build", "python_compiler", "python_implementation",
    },
    "signal": {"SIG_DFL", "signal"},
    "sqlite3": {"sqlite_version"},
    # Since 2.7: before, this one fact is left out.
    "ssl": {"OPENSSL_VERSION"},
    "sys": {
        "argv", "exc_info", "executable", "maxsize", "maxunicode", "path", "platform", "prefix",
        "stdout", "version", "version_info",
    },
    "time": {"timezone"},
    # What a module is there for that goes by two names: `_winapi`, `_subprocess`.
    "windows": {"CloseHandle", "CreateProcess"},
    # An exception of the system's.
    "error": {"errno"},
}
METHODS = {
    "add", "append", "close", "decode", "encode", "endswith", "join", "lower", "read", "replace", "setdefault",
    "split", "startswith", "strip", "write",
}
NEWER = {
    ast.AnnAssign: "an annotation",
    ast.AsyncFunctionDef: "async",
    ast.Await: "await",
    ast.DictComp: "a dictionary comprehension",
    ast.JoinedStr: "an f-string",
    ast.NamedExpr: "an assignment expression",
    ast.Nonlocal: "nonlocal",
    ast.Set: "a set's literal",
    ast.SetComp: "a set comprehension",
    ast.Starred: "a starred expression",
    ast.YieldFrom: "yield from",
}


def dotted(node):
    """A name such as `os.path` as text; None for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return base and base + "." + node.attr
    return None


def caught_imports(tree):
    """The imports that stand where an ImportError or any Exception is caught."""
    caught = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.handlers:
            for each in node.body + node.handlers:
                caught.update(ast.walk(each))
    return caught


def complaints(tree):
    caught = caught_imports(tree)
    for node in ast.walk(tree):
        if type(node) in NEWER:
            yield node, NEWER[type(node)]
        elif isinstance(node, ast.With) and len(node.items) > 1:
            yield node, "a with statement of several parts"
        elif isinstance(node, ast.FunctionDef) and (
                node.args.kwonlyargs or node.args.posonlyargs or node.returns):
            yield node, "a newer signature"
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [
                each.name for each in node.names]
            for name in names:
                if name not in MODULES and not (name in IF_THERE and node in caught):
                    yield node, "the module " + name
        elif isinstance(node, ast.Attribute):
            owner = dotted(node.value)
            if owner in NAMES:
                if node.attr not in NAMES[owner]:
                    yield node, owner + "." + node.attr
            elif node.attr not in METHODS:
                yield node, "the method " + node.attr


found = sorted("line %d: %s" % (node.lineno, what)
               for node, what in complaints(ast.parse(sys.stdin.read())))
print("\n".join(found))
