"""Reports this start of Python from inside the interpreter.

For places where no wrapper can be put first on PATH. Copy this one file into a folder that the
interpreter imports from (`python -m site` lists them), and either

* call it sitecustomize.py (or usercustomize.py), where there is none yet, or
* keep its name, and put beside it a file pyanalytics.pth with the one line
  import pyanalytics_start

Use it or a wrapper for an interpreter, not both: each would report the start.

The client is CLIENT below, else PYANALYTICS_CLIENT, else pyanalytics-client beside this file, else
on PATH. PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1: report nothing.

Runs on Python 2.6 to 3.15, and imports nothing but sys and os, which are loaded at every start
anyway. Whatever is wrong, Python starts as it would have without this file, and is told nothing.
"""
import os
import sys

# A site may put the client's path here.
CLIENT = ""

_OFF = ("PYANALYTICS_CHILD", "PYANALYTICS_DISABLE", "DO_NOT_TRACK")
_NO = ("", "0", "no", "off", "false")
_WINDOWS = os.name == "nt"
_NAME = "pyanalytics-client.exe" if _WINDOWS else "pyanalytics-client"


def _is_off():
    for name in _OFF:
        if os.environ.get(name, "").strip().lower() not in _NO:
            return True
    return False


def _find_client():
    given = CLIENT or os.environ.get("PYANALYTICS_CLIENT")
    if given:
        return given
    folders = [os.path.dirname(os.path.abspath(__file__))]
    folders += os.environ.get("PATH", "").split(os.pathsep)
    for folder in folders:
        # An empty folder is the working directory, where anybody may have put anything.
        path = os.path.join(folder, _NAME)
        if folder and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def _words():
    """What stood behind the interpreter; None where that cannot be found out.

    sys.argv does not exist yet.
    """
    words = getattr(sys, "orig_argv", None)
    if words is None:
        try:
            with open("/proc/self/cmdline", "rb") as file:
                words = file.read().split(b"\0")[:-1]
        except (IOError, OSError):
            return None
    try:
        # The client takes Unicode alone.
        for word in words:
            if isinstance(word, bytes):
                word.decode("utf-8")
            else:
                word.encode("utf-8")
    except UnicodeError:
        return None
    return list(words[1:])


def _start_on_posix(command):
    # The client is no child of Python's, which may wait for its own: the one between is gone at
    # once. Nothing here may come back from a child, nor run what Python does at its end.
    middle = os.fork()
    if middle:
        while True:
            try:
                os.waitpid(middle, 0)
                return
            except EnvironmentError:
                error = sys.exc_info()[1]
                if error.errno != 4:  # EINTR, which Python 2 does not hide.
                    return
    try:
        os.setsid()
        if os.fork() == 0:
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            os.closerange(3, 256)
            import signal
            # Python ignores these, and what is ignored stays so in the client.
            for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ"):
                if hasattr(signal, name):
                    signal.signal(getattr(signal, name), signal.SIG_DFL)
            os.execvp(command[0], command)
    finally:
        os._exit(0)


class _Startup(object):
    """What CreateProcess wants to know: a window that nobody sees, no streams."""

    dwFlags = 1  # STARTF_USESHOWWINDOW
    wShowWindow = 0
    hStdInput = hStdOutput = hStdError = None
    lpAttributeList = None


def _quoted(word):
    """One argument as CommandLineToArgvW reads it."""
    if word and not [letter for letter in ' \t\n\v"' if letter in word]:
        return word
    quoted = ""
    backslashes = 0
    for letter in word:
        if letter == "\\":
            backslashes += 1
            continue
        quoted += "\\" * (backslashes * 2 + 1 if letter == '"' else backslashes) + letter
        backslashes = 0
    return '"' + quoted + "\\" * (backslashes * 2) + '"'


def _start_on_windows(command):
    try:
        import _winapi as windows
    except ImportError:
        import _subprocess as windows
    line = " ".join([_quoted(word) for word in command])
    detached = 0x8 | 0x200  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
    started = windows.CreateProcess(
        command[0], line, None, None, False, detached, None, None, _Startup()
    )
    if hasattr(windows, "CloseHandle"):
        for handle in started[:2]:
            windows.CloseHandle(handle)


def _report():
    # Without a name of its own, Python is a part of another program.
    if _is_off() or not sys.executable:
        return
    client = _find_client()
    if client is None:
        return
    command = [client, "--wrapper", "site", "--python", sys.executable]
    words = _words()
    if words is not None:
        command += ["--"] + words
    if _WINDOWS:
        _start_on_windows(command)
    else:
        _start_on_posix(command)


try:
    _report()
except Exception:
    # Not worth a word to somebody who only wants to run Python.
    pass
